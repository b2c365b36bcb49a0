using System.Text.Json;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests;

/// <summary>API keys and changes of role, through the gateway, with the real auth and the real services behind it.</summary>
public sealed class ApiKeyTests(RunningMediaNest mediaNest)
{
    private const string Base = "/api/v1/auth/api-keys";

    [Fact]
    public async Task AKeyIsGoodForItsScopesUntilItIsRevoked()
    {
        var user = await mediaNest.SignInWithPlexAsync("key-owner");
        var (id, reader) = await CreateAsync(user, "read");
        var (_, writer) = await CreateAsync(user, "read", "write");

        (await reader.GetAsync("/api/v1/users/me")).ShouldBe(200);
        (await reader.GetAsync("/api/v1/youtube/downloads")).ShouldBe(200);
        (await reader.PostAsync("/api/v1/notifications/read-all")).ShouldFail(403, "FORBIDDEN");
        (await reader.GetAsync("/api/v1/admin/requests")).ShouldFail(403, "FORBIDDEN");
        ((await writer.PostAsync("/api/v1/notifications/read-all")).Status / 100).ShouldBe(2);
        (await writer.GetAsync("/api/v1/auth/session")).ShouldFail(403, "FORBIDDEN");
        (await writer.PostAsync(Base, new { name = "x", scopes = new[] { "read" } })).ShouldFail(403, "FORBIDDEN");
        (await user.GetAsync(Base)).ShouldBe(200).Data.GetProperty("items").GetArrayLength().ShouldBe(2);

        (await user.SendAsync(HttpMethod.Delete, $"{Base}/{id}")).ShouldBe(204);

        (await reader.GetAsync("/api/v1/users/me")).ShouldFail(401, "INVALID_TOKEN");
        (await writer.GetAsync("/api/v1/users/me")).ShouldBe(200);
        (await user.SendAsync(HttpMethod.Delete, $"{Base}/{id}")).ShouldFail(404, "NOT_FOUND");
    }

    [Fact]
    public async Task WhatIsWrongWithAKeyIsSaid()
    {
        var user = await mediaNest.SignInWithPlexAsync("key-learner");

        (await user.PostAsync(Base, new { name = "x", scopes = Array.Empty<string>() })).ShouldFail(400, "VALIDATION_ERROR");
        (await user.PostAsync(Base, new { name = "x", scopes = new[] { "admin" } })).ShouldFail(403, "FORBIDDEN");
        (await mediaNest.Anonymous.GetAsync(Base)).ShouldFail(401, "UNAUTHORIZED");
        (await new ApiClient(mediaNest.Gateway, apiKey: "rubbish").GetAsync("/api/v1/users/me")).ShouldFail(401, "INVALID_TOKEN");
        (await new ApiClient(mediaNest.Gateway, apiKey: "mnk_" + new string('A', 43)).GetAsync("/api/v1/users/me")).ShouldFail(401, "INVALID_TOKEN");
        for (var i = 0; i < 25; i++)
        {
            await CreateAsync(user, "read");
        }

        (await user.PostAsync(Base, new { name = "one more", scopes = new[] { "read" } })).ShouldFail(409, "CONFLICT");
    }

    [Fact]
    public async Task AKeysTokenIsRefusedByTheServicesTooWhereItsScopeEnds()
    {
        var (_, admin) = await CreateAsync(mediaNest.Admin, "admin");

        (await admin.GetAsync("/api/v1/admin/users")).ShouldBe(200);
        (await admin.GetAsync("/api/v1/users/me")).ShouldFail(403, "FORBIDDEN");
    }

    [Fact]
    public async Task ARoleHoldsFromTheNextRequestInBothDirections()
    {
        var user = await mediaNest.SignInWithPlexAsync("promoted");
        var (_, key) = await CreateAsync(user, "read");
        var id = await IdOfAsync(user);
        (await user.GetAsync("/api/v1/admin/requests")).ShouldFail(403, "FORBIDDEN");
        (await key.GetAsync("/api/v1/users/me")).ShouldBe(200);

        await ChangeAsync(id, "role", new { role = "admin" });
        (await user.GetAsync("/api/v1/admin/requests")).ShouldBe(200);
        (await user.GetAsync("/api/v1/admin/users")).ShouldBe(200);
        (await key.GetAsync("/api/v1/users/me")).ShouldBe(200).Data.GetProperty("role").GetString().ShouldBe("admin");
        (await key.GetAsync("/api/v1/admin/users")).ShouldFail(403, "FORBIDDEN");

        await ChangeAsync(id, "role", new { role = "user" });
        (await user.GetAsync("/api/v1/admin/requests")).ShouldFail(403, "FORBIDDEN");
        (await user.GetAsync("/api/v1/users/me")).ShouldBe(200);
    }

    [Fact]
    public async Task SuspensionAndDeletionHoldFromTheNextRequestForSessionsAndKeys()
    {
        var user = await mediaNest.SignInWithPlexAsync("banished");
        var (_, key) = await CreateAsync(user, "read");
        var id = await IdOfAsync(user);
        (await key.GetAsync("/api/v1/users/me")).ShouldBe(200);

        await ChangeAsync(id, "status", new { status = "suspended" });
        (await user.GetAsync("/api/v1/users/me")).ShouldFail(403, "ACCOUNT_SUSPENDED");
        (await key.GetAsync("/api/v1/users/me")).ShouldFail(403, "ACCOUNT_SUSPENDED");

        await ChangeAsync(id, "status", new { status = "active" });
        (await key.GetAsync("/api/v1/users/me")).ShouldBe(200);

        (await mediaNest.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/admin/users/{id}")).ShouldBe(204);
        (await user.GetAsync("/api/v1/users/me")).ShouldFail(404, "USER_NOT_FOUND");
        (await key.GetAsync("/api/v1/users/me")).ShouldFail(404, "USER_NOT_FOUND");
    }

    private async Task<(string Id, ApiClient Client)> CreateAsync(ApiClient user, params string[] scopes)
    {
        var created = (await user.PostAsync(Base, new { name = "end-to-end", scopes })).ShouldBe(201).Data;
        return (created.GetProperty("id").GetString()!, new ApiClient(mediaNest.Gateway, apiKey: created.GetProperty("key").GetString()));
    }

    private static async Task<string> IdOfAsync(ApiClient user) => (await user.GetAsync("/api/v1/users/me")).ShouldBe(200).Data.GetProperty("id").GetString()!;

    private async Task ChangeAsync(string userId, string what, object to)
    {
        using var content = new StringContent(JsonSerializer.Serialize(to), System.Text.Encoding.UTF8, "application/json");
        (await mediaNest.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/admin/users/{userId}/{what}", content)).ShouldBe(200);
    }
}
