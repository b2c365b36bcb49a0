using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Notification.Tests.Delivery;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Webhooks;

[Collection(nameof(DeliveryApp))]
public sealed class WebhooksApiTests(DeliveryApp app)
{
    private const string Path = "/api/v1/notifications/webhooks";
    private const string OwnSecret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task ASecretIsShownOnceAndKeptEncrypted()
    {
        var userId = Guid.CreateVersion7();
        var (id, secret) = await app.AddWebhookAsync(userId, "https://example.org/hook?token=of-the-receiver", "request-available");
        secret.ShouldStartWith("whsec_");
        secret.Length.ShouldBeGreaterThanOrEqualTo(32);

        var kept = await app.WebhookAsync(userId, id);
        kept.TryGetProperty("secret", out _).ShouldBeFalse();
        kept.GetProperty("url").GetString().ShouldBe("https://example.org/hook?token=of-the-receiver");
        kept.GetProperty("events").EnumerateArray().Select(item => item.GetString()).ShouldBe(["request-available"]);
        kept.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        (await DatabaseSearch.FindAsync(app.Database, secret, CancellationToken.None)).ShouldBeEmpty();
        (await DatabaseSearch.FindAsync(app.Database, Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)), CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AGivenSecretIsNotRepeated()
    {
        using var client = app.For(Guid.CreateVersion7());
        var created = await DataAsync(await client.PostAsJsonAsync(Path, new { url = "https://example.org/", secret = OwnSecret }), HttpStatusCode.Created);
        created.TryGetProperty("secret", out _).ShouldBeFalse();

        var id = created.GetProperty("id").GetGuid();
        var rotated = await DataAsync(await client.PutAsJsonAsync($"{Path}/{id}", new { url = "https://example.org/", rotateSecret = true }));
        rotated.GetProperty("secret").GetString().ShouldNotBe(OwnSecret);
        (await DataAsync(await client.PutAsJsonAsync($"{Path}/{id}", new { url = "https://example.org/" }))).TryGetProperty("secret", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task NobodySeesOrTouchesAnothers()
    {
        var owner = Guid.CreateVersion7();
        var (id, _) = await app.AddWebhookAsync(owner, "https://example.org/");
        using var stranger = app.For(Guid.CreateVersion7(), "admin");

        (await DataAsync(await stranger.GetAsync(Path))).GetProperty("items").GetArrayLength().ShouldBe(0);
        foreach (var response in new[]
        {
            await stranger.GetAsync($"{Path}/{id}"),
            await stranger.PutAsJsonAsync($"{Path}/{id}", new { url = "https://example.org/mine" }),
            await stranger.DeleteAsync($"{Path}/{id}"),
            await stranger.GetAsync($"{Path}/{id}/deliveries"),
            await stranger.PostAsync($"{Path}/{id}/test", content: null),
        })
        {
            (await ErrorAsync(response, HttpStatusCode.NotFound)).ShouldBe("NOT_FOUND");
        }

        (await app.WebhookAsync(owner, id)).GetProperty("url").GetString().ShouldBe("https://example.org/");
    }

    [Fact]
    public async Task ThereAreNoMoreThanAllowedEvenWhenTheyComeAtOnce()
    {
        using var client = app.For(Guid.CreateVersion7());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostAsJsonAsync(Path, new { url = "https://example.org/" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        (await ErrorAsync(answers.First(answer => answer.StatusCode != HttpStatusCode.Created), HttpStatusCode.Conflict)).ShouldBe("CONFLICT");
        var page = await DataAsync(await client.GetAsync($"{Path}?limit=2"));
        page.GetProperty("items").GetArrayLength().ShouldBe(2);
        page.GetProperty("pagination").GetProperty("totalItems").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"url":""}""")]
    [InlineData("""{"url":"/relative"}""")]
    [InlineData("""{"url":"ftp://example.org/"}""")]
    [InlineData("""{"url":"file:///etc/passwd"}""")]
    [InlineData("""{"url":"javascript:alert(1)"}""")]
    [InlineData("""{"url":"https://user:password@example.org/"}""")]
    [InlineData("""{"url":"https://example.org:22/"}""")]
    [InlineData("""{"url":"https://example.org/\r\nX-Evil: 1"}""")]
    [InlineData("""{"url":"http://10.0.0.1/"}""")]
    [InlineData("""{"url":"http://169.254.169.254/latest/meta-data"}""")]
    [InlineData("""{"url":"http://0x0a000001/"}""")]
    [InlineData("""{"url":"http://167772161/"}""")]
    [InlineData("""{"url":"http://012.0.0.1/"}""")]
    [InlineData("""{"url":"http://[::1]/"}""")]
    [InlineData("""{"url":"http://[::ffff:10.0.0.1]/"}""")]
    [InlineData("""{"url":"https://example.org/","events":["no-such-type"]}""")]
    [InlineData("""{"url":"https://example.org/","events":[null]}""")]
    [InlineData("""{"url":"https://example.org/","secret":"too short"}""")]
    [InlineData("""{"url":"https://example.org/","secret":"0123456789abcdef 0123456789abcdef"}""")]
    [InlineData("""{"url":"https://example.org/","enabled":"yes"}""")]
    public async Task WrongWebhooksAreRefused(string body)
    {
        using var client = app.For(Guid.CreateVersion7());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        (await ErrorAsync(await client.PostAsync(Path, content), HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("GET", "/0199aa00-0000-7000-8000-00000000a11c")]
    [InlineData("PUT", "/0199aa00-0000-7000-8000-00000000a11c")]
    [InlineData("DELETE", "/0199aa00-0000-7000-8000-00000000a11c")]
    [InlineData("GET", "/0199aa00-0000-7000-8000-00000000a11c/deliveries")]
    [InlineData("POST", "/0199aa00-0000-7000-8000-00000000a11c/test")]
    public async Task NobodyGetsInWithoutAToken(string method, string path)
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), Path + path);
        (await ErrorAsync(await client.SendAsync(request), HttpStatusCode.Unauthorized)).ShouldBe("UNAUTHORIZED");
    }

    [Fact]
    public async Task WhatIsDeletedIsGoneWithItsLog()
    {
        var userId = Guid.CreateVersion7();
        await using var receiver = await WebhookReceiver.StartAsync();
        var (id, _) = await app.AddWebhookAsync(userId, receiver.Url);
        using var client = app.For(userId);
        await DataAsync(await client.PostAsync($"{Path}/{id}/test", content: null), HttpStatusCode.Accepted);
        await app.LogAsync(userId, id, 1);

        await DataAsync(await client.DeleteAsync($"{Path}/{id}"));
        (await ErrorAsync(await client.GetAsync($"{Path}/{id}"), HttpStatusCode.NotFound)).ShouldBe("NOT_FOUND");
        (await app.CountAsync("SELECT count(*) FROM deliveries WHERE user_id = $1", userId)).ShouldBe(0);
    }

    private static async Task<JsonElement> DataAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.StatusCode.ShouldBe(status, body.GetRawText());
        response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        return body.GetProperty("data");
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.StatusCode.ShouldBe(status, body.GetRawText());
        return body.GetProperty("error").GetProperty("code").GetString();
    }
}
