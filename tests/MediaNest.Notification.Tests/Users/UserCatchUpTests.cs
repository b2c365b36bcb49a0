using System.Collections.Concurrent;
using MediaNest.Contracts;
using MediaNest.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Notification.Tests.Users;

/// <summary>Users of whom no event told, or only before there was mail, are learnt from auth at the start.</summary>
[Collection(nameof(NotificationApp))]
public sealed class UserCatchUpTests(NotificationApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task WhoIsUnknownIsLearntAndWhatEventsToldStays()
    {
        var longAgo = Now.AddYears(-1);
        var known = await app.RegisterAsync(email: null);
        await app.PublishAsync(new UserProfileChanged(known, "known", "new@example.org", Now, known, EmailVerified: true));
        await app.PublishAsync(new UserRoleChanged(known, "admin", "user", Now));
        var deleted = await app.RegisterAsync();
        await app.PublishAsync(new UserDeleted(deleted, Now));
        var withoutMail = Guid.CreateVersion7();
        await Eventually.Async(async () => await AddressOfAsync(known) == "admin new@example.org" && await AddressOfAsync(deleted) == " ", Eventually.Patience, "events were consumed");
        await app.CountAsync(
            "WITH row AS (INSERT INTO users (user_id, role, as_of, deleted) VALUES ($1, 'user', now(), FALSE) RETURNING 1) SELECT count(*) FROM row", withoutMail);
        var unknown = Guid.CreateVersion7();
        await using var auth = await FakeAuth.StartAsync(
            [
                new(known, "user", "old@example.org", longAgo),
                new(deleted, "user", "gone@example.org", longAgo),
                new(withoutMail, "admin", "late@example.org", longAgo),
                new(unknown, "admin", "unknown@example.org", longAgo),
            ]);

        await using var replica = await app.StartReplicaAsync(new Dictionary<string, string>
        {
            ["services:auth:http:0"] = auth.Address,
            ["ServiceAuth:ClientSecret"] = FakeAuth.Secret,
        });

        await Eventually.Async(async () => await AddressOfAsync(unknown) == "admin unknown@example.org", Eventually.Patience, "the last of the last page is known");
        (await AddressOfAsync(known)).ShouldBe("admin new@example.org");
        (await AddressOfAsync(deleted)).ShouldBe(" ");
        (await AddressOfAsync(withoutMail)).ShouldBe("user late@example.org");
        auth.Tokens.ShouldAllBe(token => token == "Bearer a-services-token");
    }

    private async Task<string?> AddressOfAsync(Guid userId) =>
        (await app.TextsAsync("SELECT role || ' ' || COALESCE(email, '') FROM users WHERE user_id = $1", userId)).SingleOrDefault();

    private sealed record AuthUser(Guid Id, string Role, string Email, DateTimeOffset CreatedAt);

    /// <summary>Auth, as far as this goes: two users a page.</summary>
    private sealed class FakeAuth : IAsyncDisposable
    {
        public const string Secret = "a-secret-that-all-services-share-0123456789";

        private readonly WebApplication _server;

        private FakeAuth(WebApplication server) => _server = server;

        public string Address => _server.Urls.Single();

        public ConcurrentQueue<string> Tokens { get; } = new();

        public static async Task<FakeAuth> StartAsync(IReadOnlyList<AuthUser> users)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var server = builder.Build();
            var auth = new FakeAuth(server);
            server.MapPost("/connect/token", async (HttpContext context) =>
            {
                var form = await context.Request.ReadFormAsync();
                return form["client_secret"] == Secret && form["client_id"] == "notification"
                    ? Results.Json(new { access_token = "a-services-token", expires_in = 3600 })
                    : Results.StatusCode(401);
            });
            server.MapGet("/internal/users", (HttpContext context, Guid? after) =>
            {
                auth.Tokens.Enqueue(context.Request.Headers.Authorization.ToString());
                var items = users.SkipWhile(user => after is not null && user.Id != after).Skip(after is null ? 0 : 1).Take(2).ToList();
                return Results.Json(new { success = true, data = new { items, next = items[^1] == users[^1] ? (Guid?)null : items[^1].Id } });
            });
            await server.StartAsync();
            return auth;
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
