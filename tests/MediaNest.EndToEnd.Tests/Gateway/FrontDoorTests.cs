using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Gateway;

/// <summary>What the gateway does beside guarding: headers, origins, caching, limits of bodies and methods, documents; and what cannot be forged.</summary>
public sealed class FrontDoorTests(RunningMediaNest mediaNest)
{
    private const string App = "https://app.household.example";

    [Fact]
    public async Task AnswersOutsideDevelopmentCarryEverySecurityHeaderAndKnownOriginsMayUseTheApi()
    {
        await using var gateway = await SecondGateway.StartAsync(
            mediaNest, ("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production"), ("Cors:Origins:0", App));

        using var answer = await gateway.Http.SendAsync("GET", "/api/v1/plex/server", null, ("Authorization", $"Bearer {mediaNest.Admin.Token}"), ("Origin", App));
        ((int)answer.StatusCode).ShouldBe(200);
        answer.Header("Strict-Transport-Security").ShouldStartWith("max-age=31536000");
        answer.Header("Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("X-Frame-Options").ShouldBe("DENY");
        answer.Header("Referrer-Policy").ShouldBe("no-referrer");
        answer.Header("Permissions-Policy").ShouldContain("camera=()");
        answer.Header("Server").ShouldBeEmpty();
        answer.Header("Access-Control-Allow-Origin").ShouldBe(App);
        answer.Header("Access-Control-Allow-Credentials").ShouldBe("true");
        answer.Header("Access-Control-Expose-Headers").ShouldContain("X-CSRF-Token");

        using var preflight = await gateway.Http.SendAsync(
            "OPTIONS", "/api/v1/media/request", null, ("Origin", App), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,x-csrf-token"));
        ((int)preflight.StatusCode).ShouldBe(204);
        preflight.Header("Access-Control-Allow-Origin").ShouldBe(App);
        using var foreign = await gateway.Http.SendAsync("OPTIONS", "/api/v1/media/request", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        foreign.Header("Access-Control-Allow-Origin").ShouldBeEmpty();
        // the first gateway knows no origins
        using var first = await mediaNest.Gateway.SendAsync("GET", "/health", null, ("Origin", App));
        first.Header("Access-Control-Allow-Origin").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/plex/server", "max-age=3600")]
    [InlineData("/api/v1/plex/libraries", "max-age=3600")]
    [InlineData("/api/v1/media/search?query=the", "max-age=300")]
    [InlineData("/api/v1/plex/recently-added", "max-age=300")]
    [InlineData("/api/v1/dashboard/stats", "max-age=300")]
    [InlineData("/api/v1/services/status", "max-age=30")]
    [InlineData("/api/v1/media/requests", "no-cache")]
    [InlineData("/api/v1/youtube/downloads", "no-cache")]
    public async Task WhatMayBeKeptHasATagAndIsNotSentTwice(string path, string directive)
    {
        using var first = await AdminAsync("GET", path);
        ((int)first.StatusCode).ShouldBe(200);
        first.Header("Cache-Control").Split(", ").ShouldBe(["private", directive], ignoreOrder: true);
        first.Headers.Vary.ShouldContain("Cookie");
        var tag = first.Headers.ETag.ShouldNotBeNull().ToString();
        if (directive == "max-age=30")
        {
            // the status has times in it and changes by itself
            return;
        }

        // figures may still move while the first synchronisation is under way
        await Eventually.Async(
            async () =>
            {
                using var again = await AdminAsync("GET", path, ("If-None-Match", tag));
                tag = again.Headers.ETag.ShouldNotBeNull().ToString();
                return (int)again.StatusCode == 304;
            },
            Eventually.Patience,
            "what has not changed is not sent again");
        using var head = await AdminAsync("HEAD", path);
        ((int)head.StatusCode).ShouldBe(200);
        head.Header("ETag").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/notifications")]
    [InlineData("/api/v1/dashboard/notifications")]
    [InlineData("/api/v1/auth/session")]
    [InlineData("/api/v1/auth/sessions")]
    [InlineData("/api/v1/users/me")]
    [InlineData("/api/v1/admin/users")]
    public async Task WhatMustNotBeKeptSaysSo(string path)
    {
        using var answer = await AdminAsync("GET", path);

        ((int)answer.StatusCode).ShouldBe(200);
        answer.Header("Cache-Control").ShouldBe("no-store");
        answer.Headers.ETag.ShouldBeNull();
    }

    [Fact]
    public async Task AUserNeverReadsTheirOwnStaleWrite()
    {
        var user = await mediaNest.SignInWithPlexAsync("front-writer");
        var bearer = ("Authorization", (string?)$"Bearer {user.Token}");
        using var empty = await mediaNest.Gateway.SendAsync("GET", "/api/v1/media/requests", null, bearer);
        var results = (await user.GetAsync("/api/v1/media/search?query=a&type=movie")).ShouldBe(200).Data;
        var film = results.GetProperty("results").EnumerateArray()
            .First(result => !result.GetProperty("availability").GetProperty("plex").GetBoolean() && !result.GetProperty("availability").GetProperty("requested").GetBoolean())
            .GetProperty("id").ToString();

        using var written = await mediaNest.Gateway.SendAsync(
            "POST", "/api/v1/media/request", JsonContent.Create(new { tmdbId = film, mediaType = "movie" }), bearer, ("Origin", "http://localhost:3000"));

        ((int)written.StatusCode).ShouldBe(201);
        written.Header("Set-Cookie").ShouldContain("medianest-written=");
        using var after = await mediaNest.Gateway.SendAsync("GET", "/api/v1/media/requests", null, bearer, ("If-None-Match", empty.Headers.ETag!.ToString()));
        ((int)after.StatusCode).ShouldBe(200);
        (await after.JsonAsync()).GetRawText().ShouldContain("\"totalItems\":1");
    }

    [Fact]
    public async Task ABodyOfMoreThanAMegabyteIsRefusedHoweverItComes()
    {
        using var known = new ByteArrayContent(new byte[1_048_577]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/errors/report") { Content = known };
        request.Headers.Authorization = new("Bearer", mediaNest.Admin.Token);
        await mediaNest.Gateway.SendAsync(request, TestContext.Current.CancellationToken).ShouldFailAsync(413, "PAYLOAD_TOO_LARGE");

        // to a route that reads it: another would answer before so much has come
        using var unknown = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"comment":"{{new string('x', 1_100_000)}}"}""")));
        unknown.Headers.ContentType = new("application/json");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/media/request") { Content = unknown };
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Headers.Authorization = new("Bearer", mediaNest.Admin.Token);
        await mediaNest.Gateway.SendAsync(chunked, TestContext.Current.CancellationToken).ShouldFailAsync(413, "PAYLOAD_TOO_LARGE");
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    public async Task MethodsThatNobodyServesAreRefused(string method) => await AdminAsync(method, "/api/v1/media/requests").ShouldFailAsync(405, "METHOD_NOT_ALLOWED");

    [Fact]
    public async Task UnknownRoutesAreCountedToo() =>
        (await mediaNest.Gateway.SendAsync("GET", "/nothing").ShouldFailAsync(404, "NOT_FOUND")).Header("X-RateLimit-Limit").ShouldNotBeEmpty();

    [Fact]
    public async Task WhatServicesSayAmongThemselvesCannotBeSaidFromOutside()
    {
        var secret = mediaNest.ProcessesOf("media")[0].Variable("ServiceAuth__ClientSecret")!;
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials", ["client_id"] = "media", ["client_secret"] = secret };

        // not even with the right secret
        using var content = new FormUrlEncodedContent(form);
        using var outside = await mediaNest.Gateway.SendAsync("POST", "/connect/token", content);
        ((int)outside.StatusCode).ShouldBe(400);
        (await outside.JsonAsync()).GetProperty("error").GetString().ShouldBe("unsupported_grant_type");

        using var auth = new HttpClient { BaseAddress = mediaNest.AddressOf("auth") };
        using var innerContent = new FormUrlEncodedContent(form);
        using var inside = await auth.SendAsync("POST", "/connect/token", innerContent);
        var token = (await inside.JsonAsync()).GetProperty("access_token").GetString();
        (await new ApiClient(mediaNest.Gateway, token).GetAsync("/api/v1/plex/availability?tmdbId=1&type=movie")).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task NamesInHeadersConvinceNobody()
    {
        foreach (var headers in new[] { "X-User-Id", "X-User-Role", "X-MediaNest-User", "X-Service-Name", "X-Forwarded-User", "X-Internal" })
        {
            await mediaNest.Gateway.SendAsync("GET", "/api/v1/admin/users", null, (headers, "admin")).ShouldFailAsync(401, "UNAUTHORIZED");
        }

        var user = await mediaNest.SignInWithPlexAsync("front-pretender");
        await mediaNest.Gateway.SendAsync("GET", "/api/v1/admin/users", null, ("Authorization", $"Bearer {user.Token}"), ("X-User-Role", "admin")).ShouldFailAsync(403, "FORBIDDEN");
        await mediaNest.Gateway.SendAsync("POST", "/api/v1/admin/users", null, ("Authorization", $"Bearer {user.Token}"), ("X-HTTP-Method-Override", "GET")).ShouldFailAsync(405, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task TheDocumentListsEveryServicesOperationsAndThePageShowsIt()
    {
        // a service too slow with its first document is named, and asked again a few seconds later
        JsonElement document = default;
        await Eventually.Async(
            async () =>
            {
                using var answer = await mediaNest.Gateway.SendAsync("GET", "/openapi/v1.json");
                document = await answer.JsonAsync();
                return !document.GetProperty("info").TryGetProperty("x-unavailable", out _);
            },
            Eventually.Patience,
            "no service is missing from the document");
        var paths = document.GetProperty("paths");
        foreach (var path in new[]
        {
            "/api/v1/auth/login", "/api/v1/csrf/stats", "/api/v1/media/search", "/api/v1/plex/libraries", "/api/v1/youtube/downloads", "/api/v1/notifications",
            "/api/v1/services/status", "/api/v1/admin/rate-limits", "/connect/token",
        })
        {
            paths.TryGetProperty(path, out _).ShouldBeTrue(path);
        }

        paths.EnumerateObject().ShouldAllBe(path => !path.Name.StartsWith("/health/ready"));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (var reference in References(document))
        {
            schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _).ShouldBeTrue(reference);
        }

        foreach (var asset in new[] { "index.html", "index.js", "index.css", "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js" })
        {
            using var page = await mediaNest.Gateway.SendAsync("GET", "/docs/" + asset);
            ((int)page.StatusCode).ShouldBe(200, asset);
            page.Header("Content-Security-Policy").ShouldContain("script-src 'self';");
        }
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" && member.Value.ValueKind == JsonValueKind.String ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private Task<HttpResponseMessage> AdminAsync(string method, string path, params (string Name, string? Value)[] headers) =>
        mediaNest.Gateway.SendAsync(method, path, null, [("Authorization", $"Bearer {mediaNest.Admin.Token}"), .. headers]);
}
