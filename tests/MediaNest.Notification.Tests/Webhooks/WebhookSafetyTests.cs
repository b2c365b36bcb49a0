using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaNest.Encryption;
using MediaNest.Notification.Tests.Delivery;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Webhooks;

/// <summary>What receivers, and those who name them, cannot do to us.</summary>
[Collection(nameof(DeliveryApp))]
public sealed class WebhookSafetyTests(DeliveryApp app)
{
    private const string ByWebhook = """{"webhook":true}""";

    [Fact]
    public async Task RedirectsAreNotFollowed()
    {
        await using var inside = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (307, inside.Url);
            return Task.CompletedTask;
        };
        var (userId, id) = await TestAsync(receiver.Url);

        var attempt = (await app.LogAsync(userId, id, 1)).Single().GetProperty("attempts").EnumerateArray().Single();
        attempt.GetProperty("statusCode").GetInt32().ShouldBe(307);
        inside.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnEndlessAnswerIsNotRead()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = SendForeverAsync(listener);
        var (userId, id) = await TestAsync($"http://{listener.LocalEndpoint}/");

        (await app.LogAsync(userId, id, 1)).Single().GetProperty("status").GetString().ShouldBe("delivered");
        // until the connection was closed: what fits into the system's buffers
        (await sending.WaitAsync(NotificationApp.Patience)).ShouldBeLessThan(64L * 1024 * 1024);
    }

    [Fact]
    public async Task AReceiverThatDoesNotAnswerIsNotWaitedForLong()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        var (userId, id) = await TestAsync(receiver.Url);

        var attempt = (await app.LogAsync(userId, id, 1)).Single().GetProperty("attempts").EnumerateArray().Single();
        attempt.GetProperty("error").GetString().ShouldBe("There was no answer within 2 s.");
        attempt.GetProperty("durationMs").GetInt32().ShouldBeInRange(1_900, 20_000);
    }

    [Theory]
    [InlineData("http://127.0.0.2:{0}/")]
    [InlineData("http://[::ffff:127.0.0.2]:{0}/")]
    [InlineData("http://localhost.:{0}/")]
    public async Task ANameOrAddressThatLeadsInsideIsNotConnectedTo(string format)
    {
        await using var inside = await WebhookReceiver.StartAsync("http://127.0.0.2:0");
        var userId = Guid.CreateVersion7();
        var (id, _) = await app.AddWebhookAsync(userId, "https://example.org/");
        var url = string.Format(CultureInfo.InvariantCulture, format, new Uri(inside.Url).Port);
        // as if the name had led elsewhere when it was given; localhost leads to 127.0.0.1, which this test's service allows, and to ::1
        await app.ExecuteAsync("UPDATE webhooks SET url = $1 WHERE id = $2", url, id);
        using var client = app.For(userId);
        (await client.PostAsync($"/api/v1/notifications/webhooks/{id}/test", content: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var logged = (await app.LogAsync(userId, id, 1)).Single();
        logged.GetProperty("status").GetString().ShouldBe("failed");
        inside.Received.ShouldBeEmpty();
        if (!url.Contains("localhost", StringComparison.Ordinal))
        {
            logged.GetProperty("attempts").EnumerateArray().Single().GetProperty("error").GetString().ShouldBe("The address is not allowed.");
        }
    }

    [Fact]
    public async Task SecretsAreEncryptedAnewUnderANewKey()
    {
        var newKey = new string('n', 40);
        await using var receiver = await WebhookReceiver.StartAsync();
        var userId = Guid.CreateVersion7();
        var (id, secret) = await app.AddWebhookAsync(userId, receiver.Url);
        var before = await ProtectedAsync(id);

        await using (await app.StartReplicaAsync(new Dictionary<string, string> { ["Encryption:Key"] = newKey, ["Encryption:PreviousKeys:0"] = NotificationApp.EncryptionKey }))
        {
            await Eventually.Async(async () => await ProtectedAsync(id) != before, NotificationApp.Patience, "the secret is under the new key");
        }

        var options = new EncryptionOptions { Key = newKey };
        new SecretProtector(Microsoft.Extensions.Options.Options.Create(options))
            .TryUnprotect($"webhook-secret:{id:N}", Convert.FromHexString(await ProtectedAsync(id)), out var read).ShouldBeTrue();
        Encoding.UTF8.GetString(read).ShouldBe(secret);

        // others of this database go on with the old key: theirs again
        await app.ExecuteAsync("DELETE FROM webhooks");
    }

    [Fact]
    public async Task WhatIsOverIsNotKeptInTheQueue()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var userId = await app.RegisterWantingAsync(ByWebhook);
        var (id, _) = await app.AddWebhookAsync(userId, receiver.Url);
        await app.PublishAsync(Events.Moved(userId, "available"));

        await app.LogAsync(userId, id, 1);
        (await app.TextsAsync("SELECT payload FROM deliveries WHERE webhook_id = $1", id)).ShouldBe([""]);
    }

    /// <summary>Answers with a body that does not end, for as long as it is taken.</summary>
    private static async Task<long> SendForeverAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync();
        var block = Encoding.ASCII.GetBytes("10000\r\n" + new string('x', 0x10000) + "\r\n");
        var sent = 0L;
        try
        {
            await socket.ReceiveAsync(new byte[64 * 1024]);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
            while (true)
            {
                sent += await socket.SendAsync(block);
            }
        }
        catch (SocketException)
        {
            return sent;
        }
    }

    private async Task<string> ProtectedAsync(Guid id) => (await app.TextsAsync("SELECT encode(protected_secret, 'hex') FROM webhooks WHERE id = $1", id)).Single();

    private async Task<(Guid UserId, Guid Id)> TestAsync(string url)
    {
        var userId = Guid.CreateVersion7();
        var (id, _) = await app.AddWebhookAsync(userId, url);
        using var client = app.For(userId);
        (await client.PostAsync($"/api/v1/notifications/webhooks/{id}/test", content: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return (userId, id);
    }
}
