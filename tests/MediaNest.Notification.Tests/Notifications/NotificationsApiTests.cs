using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MediaNest.Notification.Tests.Notifications;

[Collection(nameof(NotificationApp))] // one after the other: a test's second replica would take messages of another's
public sealed class NotificationsApiTests(NotificationApp app)
{
    [Theory]
    [InlineData("/api/v1/notifications")]
    [InlineData("/api/v1/dashboard/notifications")]
    public async Task ListsOnesOwnNewestFirstInPages(string path)
    {
        var owner = await WithNotificationsAsync("approved", "failed", "available");
        using var client = app.For(owner);
        using var response = await client.GetAsync($"{path}?page=2&limit=2");

        response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        var data = await DataAsync(response);
        data.GetProperty("items").EnumerateArray().Single().GetProperty("type").GetString().ShouldBe("request-approved");
        data.GetProperty("unreadCount").GetInt32().ShouldBe(3);
        data.GetProperty("pagination").GetRawText().ShouldBe(
            """{"page":2,"totalPages":2,"totalItems":3,"itemsPerPage":2,"hasNext":false,"hasPrev":true}""");
    }

    [Fact]
    public async Task SomebodyNewHasAnEmptyList()
    {
        using var client = app.For(Guid.CreateVersion7());
        var data = await DataAsync(await client.GetAsync("/api/v1/notifications"));
        data.GetProperty("items").GetArrayLength().ShouldBe(0);
        data.GetProperty("unreadCount").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task ReadingOneTakesItOutOfTheUnread()
    {
        var owner = await WithNotificationsAsync("approved", "available");
        using var client = app.For(owner);
        var id = (await app.NotificationsAsync(owner, 2))[0].GetProperty("id").GetGuid();

        var read = await DataAsync(await client.PostAsync($"/api/v1/notifications/{id}/read", content: null));
        read.GetProperty("read").GetBoolean().ShouldBeTrue();
        var again = await DataAsync(await client.PostAsync($"/api/v1/notifications/{id}/read", content: null));
        again.GetProperty("readAt").GetDateTimeOffset().ShouldBe(read.GetProperty("readAt").GetDateTimeOffset());

        var unread = await DataAsync(await client.GetAsync("/api/v1/notifications?unread=true"));
        unread.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetGuid().ShouldNotBe(id);
        unread.GetProperty("unreadCount").GetInt32().ShouldBe(1);
        var seen = await DataAsync(await client.GetAsync("/api/v1/notifications?unread=false"));
        seen.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(id);
        seen.GetProperty("pagination").GetProperty("totalItems").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task ReadingAllLeavesNoneUnread()
    {
        var (owner, other) = (await WithNotificationsAsync("approved", "available"), await WithNotificationsAsync("approved"));
        using var client = app.For(owner);

        (await DataAsync(await client.PostAsync("/api/v1/notifications/read-all", content: null))).GetProperty("updated").GetInt32().ShouldBe(2);
        (await DataAsync(await client.PostAsync("/api/v1/notifications/read-all", content: null))).GetProperty("updated").GetInt32().ShouldBe(0);
        (await DataAsync(await client.GetAsync("/api/v1/notifications"))).GetProperty("unreadCount").GetInt32().ShouldBe(0);
        (await app.NotificationsAsync(other, 1)).Single().GetProperty("read").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task WhatIsDeletedIsGone()
    {
        var owner = await WithNotificationsAsync("approved");
        using var client = app.For(owner);
        var id = (await app.NotificationsAsync(owner, 1)).Single().GetProperty("id").GetGuid();

        (await DataAsync(await client.DeleteAsync($"/api/v1/notifications/{id}"))).GetProperty("id").GetGuid().ShouldBe(id);
        (await ErrorAsync(await client.DeleteAsync($"/api/v1/notifications/{id}"), HttpStatusCode.NotFound)).ShouldBe("NOT_FOUND");
        (await app.NotificationsAsync(owner, 0)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("user")]
    [InlineData("admin")]
    public async Task CannotTouchAnothersNotification(string role)
    {
        var owner = await WithNotificationsAsync("approved");
        var id = (await app.NotificationsAsync(owner, 1)).Single().GetProperty("id").GetGuid();
        using var stranger = app.For(Guid.CreateVersion7(), role);

        (await ErrorAsync(await stranger.PostAsync($"/api/v1/notifications/{id}/read", content: null), HttpStatusCode.NotFound)).ShouldBe("NOT_FOUND");
        (await ErrorAsync(await stranger.DeleteAsync($"/api/v1/notifications/{id}"), HttpStatusCode.NotFound)).ShouldBe("NOT_FOUND");
        (await app.NotificationsAsync(owner, 1)).Single().GetProperty("read").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", "/api/v1/notifications")]
    [InlineData("GET", "/api/v1/dashboard/notifications")]
    [InlineData("POST", "/api/v1/notifications/read-all")]
    [InlineData("POST", "/api/v1/notifications/0199aa00-0000-7000-8000-00000000a11c/read")]
    [InlineData("DELETE", "/api/v1/notifications/0199aa00-0000-7000-8000-00000000a11c")]
    public async Task NobodyGetsInWithoutAToken(string method, string path)
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        (await ErrorAsync(await client.SendAsync(request), HttpStatusCode.Unauthorized)).ShouldBe("UNAUTHORIZED");
    }

    [Theory]
    [InlineData("GET", "/api/v1/notifications?page=0", 400)]
    [InlineData("GET", "/api/v1/notifications?page=-1", 400)]
    [InlineData("GET", "/api/v1/notifications?page=99999999999999999999", 400)]
    [InlineData("GET", "/api/v1/notifications?limit=0", 400)]
    [InlineData("GET", "/api/v1/notifications?limit=101", 400)]
    [InlineData("GET", "/api/v1/notifications?limit=many", 400)]
    [InlineData("GET", "/api/v1/notifications?pageSize=1.5", 400)]
    [InlineData("GET", "/api/v1/notifications?unread=perhaps", 400)]
    [InlineData("POST", "/api/v1/notifications/1/read", 400)]
    [InlineData("DELETE", "/api/v1/notifications/not-an-id", 400)]
    [InlineData("DELETE", "/api/v1/notifications/'%20OR%201=1", 400)]
    [InlineData("PATCH", "/api/v1/notifications/read-all", 405)]
    [InlineData("POST", "/api/v1/notifications", 405)]
    [InlineData("GET", "/api/v1/notifications/a/b/c", 404)]
    public async Task BadInputIsRefusedInTheEnvelope(string method, string path, int status)
    {
        using var client = app.For(Guid.CreateVersion7());
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var code = await ErrorAsync(await client.SendAsync(request), (HttpStatusCode)status);
        code.ShouldBe(status switch { 400 => "VALIDATION_ERROR", 405 => "METHOD_NOT_ALLOWED", _ => "NOT_FOUND" });
    }

    [Fact]
    public async Task TheOpenApiDocumentSumsUpEveryEndpoint()
    {
        using var client = app.Anonymous();
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        operations.Count.ShouldBe(13);
        operations.ShouldAllBe(operation => operation.Value.GetProperty("summary").GetString()!.Length > 10);
    }

    private static async Task<JsonElement> DataAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("success").GetBoolean().ShouldBeTrue();
        return body.GetProperty("data");
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.ShouldBe(status);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
        body.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        return body.GetProperty("error").GetProperty("code").GetString();
    }

    private async Task<Guid> WithNotificationsAsync(params string[] statuses)
    {
        var owner = Guid.CreateVersion7();
        foreach (var status in statuses)
        {
            await app.PublishAsync(Events.Moved(owner, status));
        }

        await app.NotificationsAsync(owner, statuses.Length);
        return owner;
    }
}
