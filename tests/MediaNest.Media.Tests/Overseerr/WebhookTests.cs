using System.Net;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Media.Tests.Hosting;

namespace MediaNest.Media.Tests.Overseerr;

public sealed class WebhookTests(MediaApp app)
{
    private const string Address = "/api/v1/webhooks/overseerr";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("the-webhook-secret2")]
    [InlineData("Bearer wrong")]
    public async Task WithoutTheSecretNothingIsTakenIn(string? authorization)
    {
        using var answer = await SendAsync(Body("MEDIA_AVAILABLE", Titles.PulpFiction), authorization);
        await answer.ShouldFailAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Fact]
    public async Task AnHmacOfTheRawBodyServesInsteadOfTheSecret()
    {
        var body = Body("TEST_NOTIFICATION", Titles.PulpFiction);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(MediaApp.WebhookSecret), Encoding.UTF8.GetBytes(body)));
        using var good = await SendAsync(body, authorization: null, "sha256=" + signature);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var changed = await SendAsync(body + " ", authorization: null, "sha256=" + signature);
        await changed.ShouldFailAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Theory]
    [InlineData("MEDIA_PENDING")]
    [InlineData("ISSUE_CREATED")]
    [InlineData("TEST_NOTIFICATION")]
    [InlineData("SOMETHING_NEW")]
    public async Task OtherTypesAreTakenInAndChangeNothing(string type)
    {
        using var answer = await SendAsync(Body(type, Titles.PulpFiction), MediaApp.WebhookSecret);
        (await answer.DataAsync()).GetProperty("requests").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"notification_type":"MEDIA_AVAILABLE"}""")]
    [InlineData("""{"notification_type":"MEDIA_AVAILABLE","media":null,"request":null,"extra":[]}""")]
    [InlineData("""{"notification_type":"MEDIA_FAILED","media":{"tmdbId":"","media_type":""},"request":{"request_id":""}}""")]
    [InlineData("""{"notification_type":"MEDIA_AVAILABLE","media":"odd","request":[1]}""")]
    [InlineData("""{"notification_type":"media_declined","media":{"tmdbId":77.5}}""")]
    public async Task AnEditedTemplateIsReadLeniently(string body)
    {
        using var answer = await SendAsync(body, MediaApp.WebhookSecret);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"notification_type":{}}""")]
    public async Task WhatIsNoWebhookIsRefused(string body)
    {
        using var answer = await SendAsync(body, MediaApp.WebhookSecret);
        await answer.ShouldFailAsync(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task AWebhookThatComesTwiceMovesOnce()
    {
        var id = await app.RequestAndApproveAsync(Titles.Zodiac);
        await app.WaitForAsync(id, "processing");
        app.Plex.Add("movie", Titles.Zodiac);
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(Body("MEDIA_AVAILABLE", Titles.Zodiac), MediaApp.WebhookSecret)));
        sent.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "available");
        using var late = await SendAsync(Body("MEDIA_AVAILABLE", Titles.Zodiac), MediaApp.WebhookSecret);
        (await late.DataAsync()).GetProperty("requests").GetInt32().ShouldBe(0);
        (await app.EventsAsync("MediaRequestStatusChanged", id)).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(Titles.Oppenheimer, true)]
    [InlineData(Titles.Dunkirk, false)]
    public async Task AFailedOrDeclinedOneFailsAndIsRetried(int title, bool fails)
    {
        var id = await app.RequestAndApproveAsync(title);
        await app.WaitForAsync(id, "processing");
        var overseerrId = await app.OverseerrIdAsync(id);
        await (fails ? app.Simulators.Control.FailRequestAsync(overseerrId) : app.Simulators.Control.DeclineRequestAsync(overseerrId));
        var failed = await app.WaitForAsync(id, "failed");
        failed.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();

        using var admin = app.Admin();
        using var retried = await admin.PostJsonAsync($"/api/v1/admin/requests/{id}/retry", "");
        (await retried.DataAsync()).GetProperty("status").GetString().ShouldBe("approved");
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "failed", "approved", "processing");
    }

    [Fact]
    public async Task AShowComesInParts()
    {
        var id = await app.RequestAndApproveAsync(Titles.TheSopranos, "tv", [1, 2]);
        await app.WaitForAsync(id, "processing");
        var overseerrId = await app.OverseerrIdAsync(id);
        app.Plex.Add("tv", Titles.TheSopranos, 1);
        await app.Simulators.Control.CompleteRequestAsync(overseerrId, [1]);
        var partly = await app.WaitForAsync(id, "partially-available");
        partly.GetProperty("seasonStates").EnumerateArray().Select(season => season.GetProperty("available").GetBoolean()).ShouldBe([true, false]);

        app.Plex.Add("tv", Titles.TheSopranos, 1, 2);
        await app.Simulators.Control.CompleteRequestAsync(overseerrId, [2]);
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "partially-available", "available");
    }

    private static string Body(string type, int tmdbId) =>
        $$$"""{"notification_type":"{{{type}}}","subject":"x","media":{"media_type":"movie","tmdbId":"{{{tmdbId}}}","status":"AVAILABLE"},"request":null,"extra":[]}""";

    private async Task<HttpResponseMessage> SendAsync(string body, string? authorization, string? signature = null)
    {
        using var client = app.Anonymous();
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (signature is not null)
            request.Headers.Add("X-Signature", signature);
        return await client.SendAsync(request);
    }
}
