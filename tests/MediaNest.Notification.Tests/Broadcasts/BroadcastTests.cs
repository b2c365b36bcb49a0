using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Notification.Tests.Delivery;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Broadcasts;

[Collection(nameof(DeliveryApp))]
public sealed class BroadcastTests(DeliveryApp app)
{
    private const string Path = "/api/v1/admin/notifications/broadcast";

    [Fact]
    public async Task EverybodyIsToldAndWhoIsConnectedSeesItAtOnce()
    {
        var (member, deleted) = (await app.RegisterAsync(), await app.RegisterAsync());
        await app.PublishAsync(new UserDeleted(deleted, TimeProvider.System.GetUtcNow()));
        await Eventually.Async(async () => await app.CountAsync("SELECT count(*) FROM users WHERE user_id = $1 AND deleted", deleted) == 1, NotificationApp.Patience, "the user is gone");
        var signedIn = await app.SignInAsync(userId: member);
        await using var socket = await app.ConnectAsync("/authenticated", signedIn);
        var admin = await app.RegisterAsync("admin");
        var id = await SendAsync(admin, new { title = " Maintenance ", message = "Tonight at ten." });

        var told = (await NotificationsAsync(member, id)).ShouldHaveSingleItem();
        told.GetProperty("type").GetString().ShouldBe("broadcast");
        told.GetProperty("title").GetString().ShouldBe("Maintenance");
        told.GetProperty("message").GetString().ShouldBe("Tonight at ten.");
        (await NotificationsAsync(admin, id)).Count.ShouldBe(1);
        (await app.CountAsync("SELECT count(*) FROM notifications WHERE user_id = $1", deleted)).ShouldBe(0);

        var shown = (await socket.WaitAsync("admin:broadcast:message", payload => payload.GetProperty("id").GetGuid() == id)).Payload;
        shown.GetProperty("id").GetGuid().ShouldBe(id);
        shown.GetProperty("type").GetString().ShouldBe("broadcast");
        shown.GetProperty("title").GetString().ShouldBe("Maintenance");
        shown.GetProperty("message").GetString().ShouldBe("Tonight at ten.");
        shown.GetProperty("fromAdmin").GetString().ShouldBe("somebody");
        shown.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task OnlyTheRoleIsToldThatIsMeant()
    {
        var (member, admin) = (await app.RegisterAsync(), await app.RegisterAsync("admin"));
        var id = await SendAsync(admin, new { title = "To administrators", message = "Look.", role = "admin" });

        (await NotificationsAsync(admin, id)).Count.ShouldBe(1);
        (await app.NotificationsAsync(member, 0)).ShouldAllBe(item => item.GetProperty("title").GetString() != "To administrators");
    }

    [Fact]
    public async Task ToldTwiceInManyMessagesItIsStoredOnce()
    {
        var (member, admin) = (await app.RegisterAsync(), await app.RegisterAsync("admin"));
        var broadcast = new AdminBroadcastSent(Guid.CreateVersion7(), admin, "olga", "Hello", "Once.", Role: null, TimeProvider.System.GetUtcNow());
        Guid[] messages = [.. Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7())];
        await Task.WhenAll(messages.Select(messageId => app.PublishAsync(broadcast, messageId)));
        await app.ConsumedAsync<AdminBroadcastSent>(messages);

        (await NotificationsAsync(member, broadcast.BroadcastId)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"title":"x"}""")]
    [InlineData("""{"title":"","message":"x"}""")]
    [InlineData("""{"title":"  ","message":"x"}""")]
    [InlineData("""{"title":"x","message":"x","role":"service"}""")]
    [InlineData("""{"title":"x","message":7}""")]
    public async Task WrongMessagesAreRefused(string body)
    {
        using var client = app.For(Guid.CreateVersion7(), "admin");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync(Path, content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task OnlyAdministratorsMaySpeak()
    {
        using var client = app.For(Guid.CreateVersion7());
        (await client.PostAsJsonAsync(Path, new { title = "x", message = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = app.Anonymous();
        (await nobody.PostAsJsonAsync(Path, new { title = "x", message = "x" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<Guid> SendAsync(Guid admin, object body)
    {
        using var client = app.For(admin, "admin");
        using var response = await client.PostAsJsonAsync(Path, body);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("id").GetGuid();
    }

    private async Task<IReadOnlyList<JsonElement>> NotificationsAsync(Guid userId, Guid broadcastId)
    {
        IReadOnlyList<JsonElement> found = [];
        await Eventually.Async(
            async () =>
            {
                found = [.. (await app.NotificationsAsync(userId, 0)).Where(item =>
                    item.GetProperty("data").TryGetProperty("broadcastId", out var id) && id.GetGuid() == broadcastId)];
                return found.Count > 0;
            },
            NotificationApp.Patience,
            "the user is told");
        return found;
    }
}
