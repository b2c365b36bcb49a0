using System.Text.Json;
using MediaNest.Auth.Tests.App;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.ApiKeys;

public sealed class ApiKeyTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private const string Path = "/api/v1/auth/api-keys";

    private AuthApp App => household.App;

    [Fact]
    public async Task AKeyIsShownOnceAndKeptAsAHash()
    {
        var created = await CreateAsync(household.AdminClient, "cli", "read", "write");

        created.GetProperty("key").GetString()!.ShouldMatch("^mnk_[A-Za-z0-9_-]{43}$");
        var listed = (await ListAsync(household.AdminClient)).Single(key => key.GetProperty("id").GetString() == created.GetProperty("id").GetString());
        listed.GetProperty("name").GetString().ShouldBe("cli");
        listed.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).ShouldBe(["read", "write"]);
        listed.GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        listed.GetRawText().ShouldNotContain(created.GetProperty("key").GetString()!);
        var hashes = await App.WithDatabaseAsync(db => db.ApiKeys.Select(key => key.Hash).ToListAsync());
        hashes.ShouldAllBe(hash => hash.Length == 32);
    }

    [Fact]
    public async Task OnlyAdministratorsMakeAdminKeys()
    {
        var user = App.As(await App.PlexSignInAsync("paula"));

        (await user.PostAsync(Path, new { name = "k", scopes = new[] { "admin" } })).ShouldFail(403, "FORBIDDEN");
        await CreateAsync(household.AdminClient, "k", "admin");
        (await App.EventsAsync("SecurityAlertRaised")).ShouldContain(alert => alert.GetProperty("kind").GetString() == "admin-key-created");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","scopes":[]}""")]
    [InlineData("""{"name":"x","scopes":["everything"]}""")]
    [InlineData("""{"name":"x","scopes":"read"}""")]
    [InlineData("""{"name":"","scopes":["read"]}""")]
    [InlineData("""{"name":"x","scopes":["read"],"expiresAt":"2020-01-01T00:00:00Z"}""")]
    public async Task WrongBodiesAreRefused(string body) =>
        (await household.AdminClient.RawAsync("POST", Path, body)).ShouldFail(400, "VALIDATION_ERROR");

    [Fact]
    public async Task AnothersKeyIsNotThere()
    {
        var id = (await CreateAsync(household.AdminClient, "mine", "read")).GetProperty("id").GetString();
        var user = App.As(await App.PlexSignInAsync("quentin"));

        (await ListAsync(user)).ShouldBeEmpty();
        (await user.DeleteAsync($"{Path}/{id}")).ShouldFail(404, "NOT_FOUND");
    }

    [Fact]
    public async Task ThereIsAnEndToKeys()
    {
        var user = App.As(await App.PlexSignInAsync("rosa"));
        for (var i = 0; i < 25; i++)
        {
            await CreateAsync(user, $"key {i}", "read");
        }

        (await user.PostAsync(Path, new { name = "one more", scopes = new[] { "read" } })).ShouldFail(409, "CONFLICT");
        var page = (await user.GetAsync($"{Path}?limit=10&page=3")).Data;
        page.GetProperty("items").GetArrayLength().ShouldBe(5);
        page.GetProperty("pagination").GetProperty("totalItems").GetInt32().ShouldBe(25);
    }

    [Fact]
    public async Task RevokingEndsItAndSaysSo()
    {
        var id = (await CreateAsync(household.AdminClient, "short-lived", "read")).GetProperty("id").GetString();

        (await household.AdminClient.DeleteAsync($"{Path}/{id}")).Status.ShouldBe(204);

        (await household.AdminClient.DeleteAsync($"{Path}/{id}")).ShouldFail(404, "NOT_FOUND");
        (await ListAsync(household.AdminClient)).ShouldNotContain(key => key.GetProperty("id").GetString() == id);
        (await App.EventsAsync("SessionRevoked")).ShouldContain(revoked => revoked.GetProperty("sessionId").GetString() == id);
        (await household.AdminClient.GetAsync("/api/v1/admin/audit-log?action=api-key-revoked")).Data.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
    }

    private static async Task<JsonElement> CreateAsync(ApiClient client, string name, params string[] scopes)
    {
        var answer = await client.PostAsync(Path, new { name, scopes });
        answer.Status.ShouldBe(201, answer.Text);
        return answer.Json.GetProperty("data");
    }

    private static async Task<List<JsonElement>> ListAsync(ApiClient client) =>
        [.. (await client.GetAsync(Path + "?limit=100")).Data.GetProperty("items").EnumerateArray()];
}
