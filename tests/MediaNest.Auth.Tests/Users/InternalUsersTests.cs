using System.Text.Json;
using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Users;

/// <summary>Services learn of all users; nobody else does.</summary>
public sealed class InternalUsersTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private const string Path = "/internal/users";

    private AuthApp App => household.App;

    [Fact]
    public async Task AServiceReadsAllUsersPageByPage()
    {
        string[] users = [household.Admin.UserId(), (await App.PlexSignInAsync("ines")).UserId(), (await App.PlexSignInAsync("igor")).UserId()];
        var service = App.Client(await ServiceTokenAsync());

        List<JsonElement> items = [];
        var query = "?limit=2";
        while (query is not null)
        {
            var page = (await service.GetAsync(Path + query)).Data;
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            query = page.GetProperty("next").GetString() is { } next ? $"?limit=2&after={next}" : null;
        }

        items.Select(item => item.GetProperty("id").GetString()).ShouldBe(users, ignoreOrder: true);
        var admin = items.Single(item => item.GetProperty("id").GetString() == users[0]);
        admin.GetProperty("role").GetString().ShouldBe("admin");
        admin.GetProperty("email").GetString().ShouldBe(Household.AdminEmail);
        admin.GetProperty("createdAt").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow());
        admin.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "role", "email", "createdAt"]);
    }

    [Fact]
    public async Task NobodyElseDoes()
    {
        (await App.Anonymous.GetAsync(Path)).ShouldFail(401, "UNAUTHORIZED");
        (await household.AdminClient.GetAsync(Path)).ShouldFail(403, "FORBIDDEN");
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=501")]
    [InlineData("?after=x")]
    public async Task WrongPagesAreRefused(string query) => (await App.Client(await ServiceTokenAsync()).GetAsync(Path + query)).ShouldFail(400, "VALIDATION_ERROR");

    private async Task<string> ServiceTokenAsync() => (await App.Anonymous.FormAsync(
        "/connect/token",
        [
            new("grant_type", "client_credentials"),
            new("client_id", "notification"),
            new("client_secret", AuthApp.ServiceSecret),
        ])).Json.GetProperty("access_token").GetString()!;
}
