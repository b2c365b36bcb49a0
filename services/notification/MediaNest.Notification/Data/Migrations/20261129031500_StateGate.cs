using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaNest.Notification.Data.Migrations
{
    /// <summary>A table that is only locked: it has no columns and no rows, and no entity.</summary>
    public partial class StateGate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE state_gate ()");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE state_gate");
    }
}
