using System.Text.Json;
using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.OAuth;

public sealed class TokenExchangeTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private const string KeyType = "urn:medianest:params:oauth:token-type:api-key";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    private AuthApp App => household.App;

    [Fact]
    public async Task AKeyIsExchangedForAShortLivedTokenOfItsScope()
    {
        var (id, key) = await CreateKeyAsync(household.AdminClient, ["read", "admin"]);

        var answer = await ExchangeAsync(key, KeyType);

        answer.Status.ShouldBe(200, answer.Text);
        answer.Json.GetProperty("scope").GetString().ShouldBe("read admin");
        answer.Json.GetProperty("expires_in").GetInt32().ShouldBeInRange(298, 300);
        answer.Json.GetProperty("issued_token_type").GetString().ShouldBe(AccessTokenType);
        (await App.Redis.HashGetAsync($"{App.RedisHandle.KeyPrefix}session:{id}", "uid")).ToString().ShouldBe(household.Admin.UserId());
        (await Client(answer).GetAsync("/api/v1/users/me")).Data.GetProperty("id").GetString().ShouldBe(household.Admin.UserId());
        (await Client(answer).GetAsync("/api/v1/admin/users")).Status.ShouldBe(200);
        (await household.AdminClient.GetAsync("/api/v1/auth/api-keys?limit=100")).Data.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("id").GetString() == id).GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task AnAdministratorsKeyWithoutTheScopeIsNoAdministrators()
    {
        var (_, key) = await CreateKeyAsync(household.AdminClient, ["read", "write"]);

        var client = Client(await ExchangeAsync(key, KeyType));

        (await client.GetAsync("/api/v1/admin/users")).ShouldFail(403, "FORBIDDEN");
        (await client.PutAsync("/api/v1/users/me", new { name = "Olivia" })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task AReadingKeyChangesNothing()
    {
        var (_, key) = await CreateKeyAsync(household.AdminClient, ["read"]);

        (await Client(await ExchangeAsync(key, KeyType)).PutAsync("/api/v1/users/me", new { name = "Mallory" })).ShouldFail(403, "FORBIDDEN");
    }

    [Theory]
    [InlineData("GET", "/api/v1/auth/session")]
    [InlineData("GET", "/api/v1/auth/sessions")]
    [InlineData("DELETE", "/api/v1/auth/sessions")]
    [InlineData("POST", "/api/v1/auth/logout")]
    [InlineData("GET", "/api/v1/auth/api-keys")]
    [InlineData("POST", "/api/v1/auth/api-keys")]
    [InlineData("POST", "/api/v1/auth/2fa/setup")]
    [InlineData("POST", "/api/v1/auth/2fa/disable")]
    [InlineData("GET", "/connect/userinfo")]
    public async Task TheSecurityOfTheAccountIsNoBusinessOfKeys(string method, string path)
    {
        var (_, key) = await CreateKeyAsync(household.AdminClient, ["read", "write", "admin"]);

        (await Client(await ExchangeAsync(key, KeyType)).RawAsync(method, path, method == "GET" ? null : """{"name":"x","scopes":["read"],"password":"x"}"""))
            .ShouldFail(403, "FORBIDDEN");
    }

    [Fact]
    public async Task RevokedExpiredAndUnknownKeysAreNotExchanged()
    {
        var (id, key) = await CreateKeyAsync(household.AdminClient, ["read"]);
        var token = await ExchangeAsync(key, KeyType);

        (await household.AdminClient.DeleteAsync($"/api/v1/auth/api-keys/{id}")).Status.ShouldBe(204);

        Refused(await ExchangeAsync(key, KeyType), "invalid_request");
        Refused(await ExchangeAsync("mnk_" + new string('A', 43), KeyType), "invalid_request");
        Refused(await ExchangeAsync("rubbish", KeyType), "invalid_request");
        (await App.Redis.KeyExistsAsync($"{App.RedisHandle.KeyPrefix}session:{id}")).ShouldBeFalse();
        (await Client(token).GetAsync("/api/v1/users/me")).ShouldFail(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task ATokenDoesNotOutliveItsKey()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = app.As(await app.CreateAdminAsync());
        var created = await admin.PostAsync("/api/v1/auth/api-keys", new { name = "k", scopes = new[] { "read" }, expiresAt = app.Clock.GetUtcNow().AddMinutes(2) });
        var key = created.Json.GetProperty("data").GetProperty("key").GetString()!;

        (await ExchangeAsync(key, KeyType, app: app)).Json.GetProperty("expires_in").GetInt32().ShouldBeInRange(60, 120);

        app.Clock.Advance(TimeSpan.FromMinutes(3));
        Refused(await ExchangeAsync(key, KeyType, app: app), "invalid_request");
    }

    [Fact]
    public async Task AnAccessTokenIsExchangedForOneWithThePresentRole()
    {
        var user = await App.PlexSignInAsync("sven");
        (await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/role", new { role = "admin" })).Status.ShouldBe(200);

        var answer = await ExchangeAsync(user["token"], AccessTokenType);

        answer.Json.TryGetProperty("scope", out _).ShouldBeFalse();
        (await App.As(user).GetAsync("/api/v1/admin/users")).ShouldFail(403, "FORBIDDEN");
        (await Client(answer).GetAsync("/api/v1/admin/users")).Status.ShouldBe(200);
        (await Client(answer).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ADemotedAdministratorsKeyLosesTheScope()
    {
        var user = await App.PlexSignInAsync("thea");
        await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/role", new { role = "admin" });
        var (_, key) = await CreateKeyAsync(App.As(await App.PlexSignInAsync("thea")), ["read", "admin"]);
        await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/role", new { role = "user" });

        (await ExchangeAsync(key, KeyType)).Json.GetProperty("scope").GetString().ShouldBe("read");
    }

    [Fact]
    public async Task TokensOfDeadSessionsAndOfKeysAreNotExchanged()
    {
        var user = await App.PlexSignInAsync("ute");
        (await App.As(user).PostAsync("/api/v1/auth/logout")).Status.ShouldBe(200);
        var (_, key) = await CreateKeyAsync(household.AdminClient, ["read"]);
        var keyToken = (await ExchangeAsync(key, KeyType)).Json.GetProperty("access_token").GetString()!;

        Refused(await ExchangeAsync(user["token"], AccessTokenType), "invalid_request");
        Refused(await ExchangeAsync(keyToken, AccessTokenType), "invalid_request");
        Refused(await ExchangeAsync("a.b.c", AccessTokenType), "invalid_request");
    }

    [Fact]
    public async Task ASuspendedUserGetsNothing()
    {
        var user = await App.PlexSignInAsync("viktor");
        var (_, key) = await CreateKeyAsync(App.As(user), ["read"]);
        await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/status", new { status = "suspended" });

        Refused(await ExchangeAsync(key, KeyType), "access_denied");

        await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/status", new { status = "active" });
        (await ExchangeAsync(key, KeyType)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ADeletedUsersKeysAreGone()
    {
        var user = await App.PlexSignInAsync("wanda");
        var (id, key) = await CreateKeyAsync(App.As(user), ["read"]);
        await ExchangeAsync(key, KeyType);
        (await household.AdminClient.DeleteAsync($"/api/v1/admin/users/{user.UserId()}")).Status.ShouldBe(204);

        Refused(await ExchangeAsync(key, KeyType), "invalid_request");
        (await App.Redis.KeyExistsAsync($"{App.RedisHandle.KeyPrefix}session:{id}")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("media", AuthApp.ServiceSecret)]
    [InlineData("gateway", "wrong")]
    [InlineData("", "")]
    public async Task OnlyTheGatewayExchanges(string client, string secret)
    {
        var (_, key) = await CreateKeyAsync(household.AdminClient, ["read"]);

        var answer = await ExchangeAsync(key, KeyType, client, secret);

        answer.Status.ShouldBe(401);
        answer.Json.GetProperty("error").GetString().ShouldBe("invalid_client");
    }

    [Fact]
    public async Task WrongFormsGetStandardErrors()
    {
        Refused(await ExchangeAsync("x", "urn:ietf:params:oauth:token-type:saml2"), "invalid_request");
        Refused(await ExchangeAsync("", KeyType), "invalid_request");
        Refused(await ExchangeAsync("x", ""), "invalid_request");
    }

    private static void Refused(Answer answer, string error)
    {
        answer.Status.ShouldBe(400, answer.Text);
        answer.Json.GetProperty("error").GetString().ShouldBe(error);
    }

    private static async Task<(string Id, string Key)> CreateKeyAsync(ApiClient client, string[] scopes)
    {
        var data = (await client.PostAsync("/api/v1/auth/api-keys", new { name = "test", scopes })).Json.GetProperty("data");
        return (data.GetProperty("id").GetString()!, data.GetProperty("key").GetString()!);
    }

    private ApiClient Client(Answer exchanged) => App.Client(exchanged.Json.GetProperty("access_token").GetString());

    private Task<Answer> ExchangeAsync(string subject, string type, string client = "gateway", string secret = AuthApp.ServiceSecret, AuthApp? app = null) =>
        (app ?? App).Anonymous.FormAsync("/connect/token",
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            new("client_id", client), new("client_secret", secret), new("subject_token", subject), new("subject_token_type", type),
        ]);
}
