using System.Text.Json;
using System.Text.RegularExpressions;
using MediaNest.Testing;
using Microsoft.AspNetCore.Http;

namespace MediaNest.Gateway.Tests;

public sealed partial class OpenApiTests : IAsyncLifetime
{
    private const string Path = "/openapi/v1.json";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync();
        foreach (var service in _gateway.Services.Values)
        {
            service.Answer = context => AnswerAsync(context, Document(service.Name));
        }
    }

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task EveryServicesOperationsAreThereOnceTaggedByService()
    {
        var document = await DocumentAsync();

        var paths = document.GetProperty("paths");
        paths.GetProperty("/api/v1/media/requests/{id}").GetProperty("get").GetProperty("tags")[0].GetString().ShouldBe("media");
        paths.GetProperty("/api/v1/users/me").GetProperty("get").GetProperty("tags")[0].GetString().ShouldBe("auth");
        paths.GetProperty("/api/v1/youtube/downloads").GetProperty("get").GetProperty("tags")[0].GetString().ShouldBe("download");
        document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString())
            .ShouldBe(["auth", "media", "plex", "download", "notification", "operations"]);
        document.GetProperty("info").TryGetProperty("x-unavailable", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task WhatClientsCannotReachIsNotListedAndAliasesAreNotListedTwice()
    {
        var paths = (await DocumentAsync()).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        paths.ShouldNotContain("/health/ready");
        paths.ShouldNotContain("/api/v1/internal/thing");
        paths.ShouldNotContain("/api/v1/media/request/{id}");
        paths.ShouldNotContain(path => path.StartsWith("/api/auth", StringComparison.Ordinal));
        paths.ShouldBeUnique();
    }

    [Fact]
    public async Task WhoMayCallIsSaid()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");

        paths.GetProperty("/api/v1/users/me").GetProperty("get").GetProperty("security").GetArrayLength().ShouldBe(3);
        paths.GetProperty("/api/v1/auth/login").GetProperty("post").GetProperty("security").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task SchemasOfOneNameAreSharedOnlyIfTheyAreTheSame()
    {
        var document = await DocumentAsync();

        var schemas = document.GetProperty("components").GetProperty("schemas");
        schemas.TryGetProperty("Pagination", out _).ShouldBeTrue();
        schemas.TryGetProperty("Item", out _).ShouldBeFalse();
        schemas.GetProperty("media.Item").GetProperty("properties").TryGetProperty("media", out _).ShouldBeTrue();
        schemas.GetProperty("auth.Item").GetProperty("properties").TryGetProperty("auth", out _).ShouldBeTrue();
        // it is the same text everywhere, but speaks of each service's own Item
        schemas.GetProperty("media.List").GetProperty("items").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/media.Item");
        document.GetProperty("paths").GetProperty("/api/v1/users/me").GetRawText().ShouldContain("#/components/schemas/auth.List");
        foreach (Match reference in References().Matches(document.GetRawText()))
        {
            schemas.TryGetProperty(reference.Groups["name"].Value, out _).ShouldBeTrue(reference.Value);
        }
    }

    [Fact]
    public async Task AServiceThatIsDownIsLeftOutAndNamedUntilItIsBack()
    {
        await using var gateway = await TestGateway.StartAsync();
        foreach (var service in gateway.Services.Values)
        {
            service.Answer = context => AnswerAsync(context, Document(service.Name));
        }

        await gateway.Services["plex"].StopAsync();
        var document = await DocumentAsync(gateway);
        document.GetProperty("info").GetProperty("x-unavailable").EnumerateArray().Single().GetString().ShouldBe("plex");
        document.GetProperty("paths").TryGetProperty("/api/v1/plex/server", out _).ShouldBeFalse();
        document.GetProperty("paths").TryGetProperty("/api/v1/users/me", out _).ShouldBeTrue();

        await gateway.Services["plex"].StartAsync();
        await Eventually.Async(
            async () => (await DocumentAsync(gateway)).GetProperty("paths").TryGetProperty("/api/v1/plex/server", out _),
            Eventually.Patience,
            "plex is listed again");
    }

    [Fact]
    public async Task ItIsAskedOfTheServicesOnceForManyAndHasATag()
    {
        var asked = 0;
        _gateway.Services["media"].Answer = context =>
        {
            Interlocked.Increment(ref asked);
            return AnswerAsync(context, Document("media"));
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _gateway.GetAsync(Path)));

        asked.ShouldBe(1);
        var tag = answers[0].Headers.ETag.ShouldNotBeNull();
        using var again = await _gateway.SendAsync(HttpMethod.Get, Path, prepare: request => request.Headers.IfNoneMatch.Add(tag));
        ((int)again.StatusCode).ShouldBe(304);
        answers[0].Header("X-RateLimit-Limit").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ThePageAndAllItsAssetsComeFromHereUnderAStrictPolicy()
    {
        using var redirect = await _gateway.GetAsync("/docs");
        ((int)redirect.StatusCode).ShouldBe(301);
        using var page = await _gateway.GetAsync("/docs/index.html");
        ((int)page.StatusCode).ShouldBe(200);
        var policy = page.Header("Content-Security-Policy");
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe-eval");

        var html = await page.Content.ReadAsStringAsync();
        // the policy would not run a script, or apply a style, that stands in the page itself
        Inline().IsMatch(html).ShouldBeFalse(html);
        html.ShouldNotContain("https://");
        var assets = Assets().Matches(html).Select(match => match.Groups["path"].Value).ToList();
        assets.Count.ShouldBeGreaterThan(4);
        foreach (var asset in assets)
        {
            using var answer = await _gateway.GetAsync("/docs/" + asset);
            ((int)answer.StatusCode).ShouldBe(200, asset);
            (await answer.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty();
            answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        }

        using var start = await _gateway.GetAsync("/docs/index.js");
        var script = await start.Content.ReadAsStringAsync();
        script.ShouldContain(Path);
        await _gateway.GetAsync("/docs/nothing.js").ShouldFailAsync(404, "NOT_FOUND");
    }

    [GeneratedRegex("\"#/components/schemas/(?<name>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex References();

    [GeneratedRegex("(?:src|href)=\"(?<path>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Assets();

    [GeneratedRegex("<script(?![^>]*src=)|<style|\\son[a-z]+=", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inline();

    private static string Document(string service) => $$"""
        {
          "openapi": "3.1.1",
          "info": { "title": "{{service}}", "version": "1.0.0" },
          "paths": {
            "/health/ready": { "get": { "tags": ["x"], "responses": {} } },
            "/api/v1/internal/thing": { "get": { "tags": ["x"], "responses": {} } },
            "{{PathOf(service)}}": { "get": { "tags": ["x"], "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/List" } } } } } } },
            "/api/v1/auth/login": { "post": { "tags": ["x"], "responses": {} } },
            "/api/v1/media/requests/{id}": { "get": { "tags": ["x"], "parameters": [], "responses": {} } }
          },
          "components": {
            "schemas": {
              "Pagination": { "type": "object", "properties": { "page": { "type": "integer" } } },
              "Item": { "type": "object", "properties": { "{{service}}": { "type": "string" }, "pages": { "$ref": "#/components/schemas/Pagination" } } },
              "List": { "type": "array", "items": { "$ref": "#/components/schemas/Item" } }
            }
          }
        }
        """;

    private static string PathOf(string service) => service switch
    {
        "auth" => "/api/v1/users/me",
        "media" => "/api/v1/media/search",
        "plex" => "/api/v1/plex/server",
        "download" => "/api/v1/youtube/downloads",
        "notification" => "/api/v1/notifications",
        _ => "/api/v1/dashboard",
    };

    private static async Task<bool> AnswerAsync(HttpContext context, string body)
    {
        if (context.Request.Path != Path)
        {
            return false;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
        return true;
    }

    private Task<JsonElement> DocumentAsync() => DocumentAsync(_gateway);

    private static async Task<JsonElement> DocumentAsync(TestGateway gateway)
    {
        using var answer = await gateway.GetAsync(Path);
        ((int)answer.StatusCode).ShouldBe(200);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
