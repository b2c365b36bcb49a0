using MediaNest.Persistence.Naming;
using MediaNest.Persistence.Tests.Library;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Persistence.Tests;

public sealed class ConventionTests
{
    private static readonly DateTimeOffset InRome = new(2026, 5, 4, 3, 2, 1, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("TmdbId", "tmdb_id")]
    [InlineData("HTTPStatus", "http_status")]
    [InlineData("IX_Requests_UserId", "ix_requests_user_id")]
    [InlineData("already_snake_case", "already_snake_case")]
    [InlineData("__ef_migrations_history", "__ef_migrations_history")]
    [InlineData("Season2Count", "season2_count")]
    public void NamesBecomeSnakeCase(string name, string expected) => SnakeCase.ToSnakeCase(name).ShouldBe(expected);

    [Fact]
    public async Task TablesColumnsKeysAndIndexesAreSnakeCase()
    {
        await using var host = await LibraryHost.StartAsync(await TestServers.CreateDatabaseAsync());

        (await host.TextsAsync($"SELECT table_name::text AS \"Value\" FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"))
            .ShouldBe(["__ef_migrations_history", "chapter", "watched_books"], ignoreOrder: true);
        (await host.TextsAsync($"SELECT column_name::text AS \"Value\" FROM information_schema.columns WHERE table_name = 'watched_books'"))
            .ShouldBe(["id", "isbn_number", "state", "previous_state", "history", "added_at", "address_room_name", "extra"], ignoreOrder: true);
        (await host.TextsAsync($"SELECT conname::text AS \"Value\" FROM pg_constraint WHERE conrelid IN ('watched_books'::regclass, 'chapter'::regclass) AND contype IN ('p', 'f')"))
            .ShouldBe(["pk_watched_books", "pk_chapter", "fk_chapter_watched_books_watched_book_id"], ignoreOrder: true);
        (await host.TextsAsync($"SELECT indexname::text AS \"Value\" FROM pg_indexes WHERE tablename = 'watched_books'"))
            .ShouldBe(["pk_watched_books", "ix_watched_books_isbn_number_state"], ignoreOrder: true);
    }

    [Fact]
    public async Task EnumsAreKebabCaseText()
    {
        await using var host = await LibraryHost.StartAsync(await TestServers.CreateDatabaseAsync());
        await AddAsync(host, Book("1", BookState.LentOut));

        (await host.TextsAsync($"SELECT state || ' ' || history[1] || ' ' || previous_state AS \"Value\" FROM watched_books")).ShouldBe(["lent-out lent-out on-the-shelf"]);
        BookState[] wanted = [BookState.LentOut];
        var found = await host.QueryAsync(database => database.WatchedBooks
            .SingleAsync(book => book.State == BookState.LentOut && wanted.Contains(book.State) && book.History.Contains(BookState.LentOut)));
        found.PreviousState.ShouldBe(BookState.OnTheShelf);
        found.History.ShouldBe([BookState.LentOut]);
    }

    [Fact]
    public async Task TimesAreUtcWhateverOffsetTheyCameWith()
    {
        await using var host = await LibraryHost.StartAsync(await TestServers.CreateDatabaseAsync());
        await AddAsync(host, Book("1", BookState.LentOut));

        var found = await host.QueryAsync(database => database.WatchedBooks.SingleAsync(book => book.AddedAt >= InRome));
        found.AddedAt.ShouldBe(InRome);
        found.AddedAt.Offset.ShouldBe(TimeSpan.Zero);
        (await host.QueryAsync(database => database.WatchedBooks.GroupBy(book => book.AddedAt.Date).Select(day => day.Key).ToListAsync()))
            .ShouldBe([new DateTime(2026, 5, 4, 0, 0, 0, DateTimeKind.Utc)]);
    }

    [Fact]
    public async Task UniqueViolationNamesItsIndex()
    {
        await using var host = await LibraryHost.StartAsync(await TestServers.CreateDatabaseAsync());
        await AddAsync(host, Book("1", BookState.LentOut));

        var failure = await Should.ThrowAsync<DbUpdateException>(() => AddAsync(host, Book("1", BookState.LentOut)));

        failure.IsUniqueViolation().ShouldBeTrue();
        failure.IsUniqueViolation("ix_watched_books_isbn_number_state").ShouldBeTrue();
        failure.IsUniqueViolation("pk_watched_books").ShouldBeFalse();
        DatabaseFailure.IsUnavailable(failure).ShouldBeFalse();
    }

    private static WatchedBook Book(string isbn, BookState state) => new()
    {
        IsbnNumber = isbn,
        State = state,
        PreviousState = BookState.OnTheShelf,
        History = [state],
        AddedAt = InRome,
        Address = new ShelfAddress { RoomName = "Attic" },
        Extra = new BookExtra { CoverUrl = "https://example.com/cover.jpg" },
        Chapters = [new Chapter { ChapterTitle = "One" }],
    };

    private static Task<int> AddAsync(LibraryHost host, WatchedBook book) => host.QueryAsync(database =>
    {
        database.Add(book);
        return database.SaveChangesAsync();
    });
}
