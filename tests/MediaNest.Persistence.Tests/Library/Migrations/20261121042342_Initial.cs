using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MediaNest.Persistence.Tests.Library.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "watched_books",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    isbn_number = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    previous_state = table.Column<string>(type: "text", nullable: true),
                    history = table.Column<string[]>(type: "text[]", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    address_room_name = table.Column<string>(type: "text", nullable: false),
                    extra = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_watched_books", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "chapter",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    chapter_title = table.Column<string>(type: "text", nullable: false),
                    watched_book_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chapter", x => x.id);
                    table.ForeignKey(
                        name: "fk_chapter_watched_books_watched_book_id",
                        column: x => x.watched_book_id,
                        principalTable: "watched_books",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_chapter_watched_book_id",
                table: "chapter",
                column: "watched_book_id");

            migrationBuilder.CreateIndex(
                name: "ix_watched_books_isbn_number_state",
                table: "watched_books",
                columns: new[] { "isbn_number", "state" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chapter");

            migrationBuilder.DropTable(
                name: "watched_books");
        }
    }
}
