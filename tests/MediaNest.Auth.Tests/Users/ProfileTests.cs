using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Users;

public sealed class ProfileTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task ProfileTellsOfOneself()
    {
        var profile = (await App.As(await App.PlexSignInAsync("vera")).GetAsync("/api/v1/users/me")).Data;

        profile.GetProperty("name").GetString().ShouldBe("vera");
        profile.GetProperty("plexUsername").GetString().ShouldBe("vera");
        profile.GetProperty("role").GetString().ShouldBe("user");
        profile.GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task NameCanBeChangedAndSurvivesTheNextSignIn()
    {
        var client = App.As(await App.PlexSignInAsync("victor"));

        (await client.PutAsync("/api/v1/users/me", new { name = " Victor Hugo ", role = "admin" })).Data.GetProperty("name").GetString().ShouldBe("Victor Hugo");

        var again = await App.PlexSignInAsync("victor");
        again.Data.GetProperty("user").GetProperty("username").GetString().ShouldBe("Victor Hugo");
        again.Data.GetProperty("user").GetProperty("role").GetString().ShouldBe("user");
    }

    [Fact]
    public async Task PreferencesHaveDefaultsAndAreKept()
    {
        var client = App.As(await App.PlexSignInAsync("viola"));
        (await client.GetAsync("/api/v1/users/me/preferences")).Data.GetProperty("theme").GetString().ShouldBe("system");

        await client.PutAsync("/api/v1/users/me/preferences", new { language = "de", theme = "dark", notifications = new { email = true }, quality = new { video = "720p" } });

        var kept = (await client.GetAsync("/api/v1/users/me/preferences")).Data;
        kept.GetProperty("language").GetString().ShouldBe("de");
        kept.GetProperty("theme").GetString().ShouldBe("dark");
        kept.GetProperty("notifications").GetProperty("email").GetBoolean().ShouldBeTrue();
        kept.GetProperty("notifications").GetProperty("inApp").GetBoolean().ShouldBeTrue();
        kept.GetProperty("quality").GetProperty("video").GetString().ShouldBe("720p");
        (await App.EventsAsync("UserPreferencesChanged")).Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task NotificationsCanGoOtherWaysForSingleTypes()
    {
        var client = App.As(await App.PlexSignInAsync("vincent"));

        var set = await client.RawAsync(
            "PUT", "/api/v1/users/me/preferences", """{"notifications":{"email":true,"types":{"broadcast":{},"request-available":{"webhook":true,"inApp":false}}}}""");

        set.Data.GetProperty("notifications").GetRawText().ShouldBe(
            """{"inApp":true,"email":true,"webhook":true,"types":{"broadcast":{},"request-available":{"inApp":false,"webhook":true}}}""");
        (await client.GetAsync("/api/v1/users/me/preferences")).Data.GetRawText().ShouldBe(set.Data.GetRawText());
    }

    [Fact]
    public async Task AChangedNameIsToldWithTheAddress()
    {
        var client = App.As(await App.PlexSignInAsync("vanessa"));
        await client.PutAsync("/api/v1/users/me", new { name = "Vanessa told" });

        var told = (await App.EventsAsync("UserProfileChanged")).Single(body => body.GetProperty("userName").GetString() == "Vanessa told");
        told.GetProperty("email").GetString().ShouldNotBeNullOrEmpty();
        told.GetProperty("emailVerified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task AnAddressThatChangedAtPlexIsTakenOverAtTheNextSignIn()
    {
        await App.PlexSignInAsync("valerie");
        await using (var connection = new Npgsql.NpgsqlConnection(App.Database))
        {
            await connection.OpenAsync();
            await using var age = new Npgsql.NpgsqlCommand("UPDATE users SET email = 'old@example.org', email_confirmed = FALSE WHERE name = 'valerie'", connection);
            (await age.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        await App.PlexSignInAsync("valerie");
        await App.PlexSignInAsync("valerie");

        var told = (await App.EventsAsync("UserProfileChanged")).Where(body => body.GetProperty("userName").GetString() == "valerie").ShouldHaveSingleItem();
        told.GetProperty("email").GetString().ShouldNotBe("old@example.org");
        told.GetProperty("emailVerified").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"notifications":{"types":{"no-such-type":{"email":true}}}}""")]
    [InlineData("""{"notifications":{"types":{"RequestAvailable":{"email":true}}}}""")]
    [InlineData("""{"notifications":{"types":{"broadcast":null}}}""")]
    [InlineData("""{"notifications":{"types":{"broadcast":{"email":1}}}}""")]
    [InlineData("""{"notifications":{"types":["broadcast"]}}""")]
    [InlineData("""{"theme":"pink"}""")]
    [InlineData("""{"language":"x"}""")]
    [InlineData("""{"language":null}""")]
    [InlineData("""{"notifications":null}""")]
    [InlineData("""{"notifications":{"email":"yes"}}""")]
    [InlineData("""{"quality":{"video":"8k"}}""")]
    public async Task WrongPreferencesAreRefused(string body) =>
        (await household.AdminClient.RawAsync("PUT", "/api/v1/users/me/preferences", body)).ShouldFail(400, "VALIDATION_ERROR");

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a\u0000b"}""")]
    [InlineData("""{"name":7}""")]
    public async Task WrongNamesAreRefused(string body) =>
        (await household.AdminClient.RawAsync("PUT", "/api/v1/users/me", body)).ShouldFail(400, "VALIDATION_ERROR");
}
