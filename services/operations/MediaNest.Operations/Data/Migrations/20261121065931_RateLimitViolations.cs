using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaNest.Operations.Data.Migrations
{
    /// <inheritdoc />
    public partial class RateLimitViolations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rate_limit_violations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    scope = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    limit = table.Column<int>(type: "integer", nullable: false),
                    window_seconds = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    correlation_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limit_violations", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rate_limit_violations_occurred_at",
                table: "rate_limit_violations",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "ix_rate_limit_violations_user_id_occurred_at",
                table: "rate_limit_violations",
                columns: new[] { "user_id", "occurred_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rate_limit_violations");
        }
    }
}
