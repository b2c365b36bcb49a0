using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Contracts;
using MediaNest.Notification.Tests.Delivery;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Webhooks;

[Collection(nameof(DeliveryApp))]
public sealed class WebhookDeliveryTests(DeliveryApp app)
{
    private const string ByWebhook = """{"webhook":true}""";

    [Fact]
    public async Task ADeliveryIsSignedAndSaysWhatHappened()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, secret) = await app.AddWebhookAsync(userId, receiver.Url + "?a=b");
        await app.PublishAsync(Events.Moved(userId, "available"));

        await receiver.WaitAsync(1);
        var came = receiver.Received.ShouldHaveSingleItem();
        came.Path.ShouldBe("/hook");
        came.Headers["X-MediaNest-Event"].ShouldBe("request-available");
        came.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        came.Headers["User-Agent"].ShouldBe("MediaNest/1.0");
        came.Headers.Keys.ShouldNotContain("traceparent", StringComparer.OrdinalIgnoreCase);
        came.Headers.Keys.ShouldNotContain("X-Correlation-ID", StringComparer.OrdinalIgnoreCase);
        came.Json.GetProperty("id").GetString().ShouldBe(came.Headers["X-MediaNest-Delivery"]);
        var told = came.Json.GetProperty("notification");
        told.GetProperty("type").GetString().ShouldBe("request-available");
        told.GetProperty("message").GetString().ShouldBe("“Heat” is in the library.");
        told.GetProperty("data").GetProperty("status").GetString().ShouldBe("available");
        told.GetProperty("id").GetGuid().ShouldBe((await app.NotificationsAsync(userId, 1)).Single().GetProperty("id").GetGuid());
        ShouldBeSigned(came, secret);

        var logged = (await app.LogAsync(userId, id, 1)).ShouldHaveSingleItem();
        logged.GetProperty("status").GetString().ShouldBe("delivered");
        var attempt = logged.GetProperty("attempts").EnumerateArray().Single();
        attempt.GetProperty("statusCode").GetInt32().ShouldBe(204);
        attempt.GetProperty("durationMs").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task OnlyWhatIsAskedForComes()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var userId = await app.RegisterWantingAsync(ByWebhook);
        await app.AddWebhookAsync(userId, receiver.Url, "request-denied", "download-failed");
        await app.PublishAsync(Events.Moved(userId, "available"));
        await app.PublishAsync(Events.Moved(userId, "denied"));

        await receiver.WaitAsync(1);
        await app.NotificationsAsync(userId, 2);
        receiver.Received.ShouldHaveSingleItem().Headers["X-MediaNest-Event"].ShouldBe("request-denied");
        (await app.CountAsync("SELECT count(*) FROM deliveries WHERE user_id = $1", userId)).ShouldBe(1);
    }

    [Fact]
    public async Task AFailureIsTriedAgainWithTheSameBodyAndId()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (before, context) =>
        {
            context.Response.StatusCode = before == 0 ? 500 : 200;
            return Task.CompletedTask;
        };
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, secret) = await app.AddWebhookAsync(userId, receiver.Url);
        await app.PublishAsync(Events.Moved(userId, "available"));

        var logged = (await app.LogAsync(userId, id, 1)).ShouldHaveSingleItem();
        logged.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("statusCode").GetInt32()).ShouldBe([500, 200]);
        receiver.Received.Count.ShouldBe(2);
        receiver.Received.ShouldAllBe(came => came.Body == receiver.Received[0].Body);
        receiver.Received.Select(came => came.Headers["X-MediaNest-Delivery"]).Distinct().Count().ShouldBe(1);
        receiver.Received.ToList().ForEach(came => ShouldBeSigned(came, secret));
        (await app.WebhookAsync(userId, id)).GetProperty("failures").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task AReceiverThatAsksForTimeGetsIt()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (first, second) = (0L, 0L);
        receiver.Answer = (before, context) =>
        {
            (before == 0 ? ref first : ref second) = Stopwatch.GetTimestamp();
            context.Response.StatusCode = before == 0 ? 429 : 200;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        };
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, _) = await app.AddWebhookAsync(userId, receiver.Url);
        await app.PublishAsync(Events.Moved(userId, "available"));

        await app.LogAsync(userId, id, 1);
        Stopwatch.GetElapsedTime(first, second).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task ASlowReceiverKeepsNobodyElseWaiting()
    {
        await using var slow = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        var release = new TaskCompletionSource();
        slow.Answer = (_, _) => release.Task;
        var (blocked, other) = (await app.RegisterWantingAsync(ByWebhook), await app.RegisterWantingAsync(ByWebhook));
        await app.AddWebhookAsync(blocked, slow.Url);
        await app.AddWebhookAsync(other, quick.Url);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.PublishAsync(Events.Moved(blocked, "available"))));
        await app.NotificationsAsync(blocked, 10);
        await slow.WaitAsync(1);
        await app.PublishAsync(Events.Moved(other, "available"));

        await quick.WaitAsync(1);
        release.SetResult();
        await slow.WaitAsync(10);
    }

    [Fact]
    public async Task OneThatFailsAgainAndAgainIsSwitchedOffAndItsOwnerTold()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(503);
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, _) = await app.AddWebhookAsync(userId, receiver.Url);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.PublishAsync(Events.Moved(userId, "available"))));

        await app.LogAsync(userId, id, 6);
        var off = await app.WebhookAsync(userId, id);
        off.GetProperty("enabled").GetBoolean().ShouldBeFalse();
        off.GetProperty("disabledReason").GetString().ShouldBe("too many deliveries in a row failed");
        var told = (await app.NotificationsAsync(userId, 7)).Where(item => item.GetProperty("type").GetString() == "webhook-disabled").ShouldHaveSingleItem();
        told.GetProperty("data").GetProperty("webhookId").GetGuid().ShouldBe(id);
        told.GetProperty("message").GetString().ShouldNotBeNull().ShouldNotContain("/hook");

        // and on again
        receiver.AnswerWith(200);
        using var client = app.For(userId);
        (await client.PutAsJsonAsync($"/api/v1/notifications/webhooks/{id}", new { url = receiver.Url, enabled = true })).EnsureSuccessStatusCode();
        await app.PublishAsync(Events.Moved(userId, "denied"));
        await Eventually.Async(
            () => receiver.Received.Any(came => came.Headers["X-MediaNest-Event"] == "request-denied"), NotificationApp.Patience, "it is used again");
    }

    [Fact]
    public async Task OneThatIsGoneIsSwitchedOffAtOnce()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(410);
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, _) = await app.AddWebhookAsync(userId, receiver.Url);
        await app.PublishAsync(Events.Moved(userId, "available"));

        await Eventually.Async(async () => !(await app.WebhookAsync(userId, id)).GetProperty("enabled").GetBoolean(), NotificationApp.Patience, "it is off");
        receiver.Received.Count.ShouldBe(1);
        await app.NotificationsAsync(userId, 2);
    }

    [Fact]
    public async Task TwoReplicasDeliverEachOnce()
    {
        await using var replica = await app.StartReplicaAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, _) = await app.AddWebhookAsync(userId, receiver.Url);
        var move = Events.Moved(userId, "available");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => app.PublishAsync(number % 2 == 0 ? Events.Moved(userId, "denied") : move)));

        (await app.LogAsync(userId, id, 11)).Count.ShouldBe(11);
        receiver.Received.Select(came => came.Headers["X-MediaNest-Delivery"]).Distinct().Count().ShouldBe(11);
        receiver.Received.Count.ShouldBe(11);
    }

    [Fact]
    public async Task ADeletedUserLeavesNeitherAddressesNorDeliveriesBehind()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        var address = $"{Guid.CreateVersion7():N}@example.org";
        var userId = await app.RegisterWantingAsync("""{"webhook":true,"email":true}""", address);
        await app.AddWebhookAsync(userId, receiver.Url);
        await app.PublishAsync(Events.Moved(userId, "available"));
        await app.MailAsync(address, 1);
        await receiver.WaitAsync(1);

        await app.PublishAsync(new UserDeleted(userId, TimeProvider.System.GetUtcNow()));
        await Eventually.Async(
            async () => (await DatabaseSearch.FindAsync(app.Database, userId.ToString(), CancellationToken.None)).All(IsExpected)
                && (await DatabaseSearch.FindAsync(app.Database, address, CancellationToken.None)).Count == 0
                && (await DatabaseSearch.FindAsync(app.Database, new Uri(receiver.Url).Authority, CancellationToken.None)).Count == 0,
            NotificationApp.Patience,
            "nothing but the bare id is left");

        // the id alone stays, so that nothing comes back
        static bool IsExpected(string found) => found.StartsWith("users:", StringComparison.Ordinal);
    }

    private static void ShouldBeSigned(ReceivedDelivery came, string secret)
    {
        var parts = came.Headers["X-MediaNest-Signature"].Split(',');
        var time = parts[0]["t=".Length..];
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture)).ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
        parts[1].ShouldBe("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{came.Body}"))));
    }
}
