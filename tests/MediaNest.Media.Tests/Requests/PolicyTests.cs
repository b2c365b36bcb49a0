using System.Net;
using MediaNest.Contracts;
using MediaNest.Media.Data;
using MediaNest.Media.Tests.Hosting;
using MediaNest.Messaging;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Media.Tests.Requests;

public sealed class PolicyTests
{
    [Fact]
    public async Task AutoApprovalAndQuotasAreConfiguration()
    {
        await using var app = await MediaApp.StartAsync(settings =>
        {
            settings["Requests:Roles:admin:AutoApprove"] = "true";
            settings["Requests:Roles:user:MovieLimit"] = "2";
            settings["Requests:Roles:user:SeasonLimit"] = "3";
        });
        using var admin = app.Admin();
        using var approved = await admin.AskAsync(Titles.TheMatrix);
        var data = await approved.DataAsync();
        data.GetProperty("status").GetString().ShouldBe("approved");
        var id = data.GetProperty("id").GetGuid();
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing");
        (await app.EventsAsync("MediaRequested", id))[0].GetProperty("status").GetString().ShouldBe("approved");

        // three at once, of which two may be
        using var user = app.For(Guid.CreateVersion7());
        var answers = await Task.WhenAll(user.AskAsync(Titles.ManOfSteel), user.AskAsync(Titles.Logan), user.AskAsync(Titles.Zodiac));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        var error = await answers.Single(answer => !answer.IsSuccessStatusCode).ShouldFailAsync(HttpStatusCode.TooManyRequests, "QUOTA_EXCEEDED");
        error.GetProperty("retryAfter").GetInt32().ShouldBeInRange(6 * 86_400, 7 * 86_400);
        using var seasons = await user.AskAsync(Titles.TheSopranos, "tv", [1, 2, 3, 4]);
        await seasons.ShouldFailAsync(HttpStatusCode.TooManyRequests, "QUOTA_EXCEEDED");
        using var fewer = await user.AskAsync(Titles.TheSopranos, "tv", [1, 2, 3]);
        fewer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ADeletedUserIsForgotten()
    {
        await using var app = await MediaApp.StartAsync();
        var user = Guid.CreateVersion7();
        var pending = await app.RequestAsync(Titles.TheMatrix, userId: user);
        var followed = await app.RequestAsync(Titles.ManOfSteel, userId: user);
        using var follower = app.For(Guid.CreateVersion7());
        using var follows = await follower.AskAsync(Titles.ManOfSteel);
        await follows.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_REQUESTED");
        var other = await app.RequestAsync(Titles.Logan);
        using var client = app.For(user);
        using var mine = await client.AskAsync(Titles.Logan, key: "a-key");
        await mine.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_REQUESTED");

        await using (var scope = app.Services.CreateAsyncScope())
        {
            // as auth does it: through the broker and the inbox
            await scope.ServiceProvider.GetRequiredService<IEventPublisher>().Publish(new UserDeleted(user, TimeProvider.System.GetUtcNow()));
            await scope.ServiceProvider.GetRequiredService<MediaDbContext>().SaveChangesAsync();
        }

        var cancelled = await app.WaitForAsync(pending, "cancelled");
        cancelled.GetProperty("requestedBy").GetProperty("name").GetString().ShouldBe("deleted user");
        cancelled.GetProperty("comment").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        // somebody else waits for it
        (await app.GetAsync(followed)).GetProperty("status").GetString().ShouldBe("pending");
        (await app.GetAsync(other)).GetProperty("followers").GetInt32().ShouldBe(0);
        await Eventually.Async(
            async () => await app.QueryAsync<long>(
                "SELECT (SELECT count(*) FROM media_requests WHERE user_id = $1) + (SELECT count(*) FROM request_history WHERE actor_id = $1) "
                + "+ (SELECT count(*) FROM request_followers WHERE user_id = $1) + (SELECT count(*) FROM idempotent_answers WHERE user_id = $1)", user) == 0,
            MediaApp.Patience, "nothing names the user");
    }
}
