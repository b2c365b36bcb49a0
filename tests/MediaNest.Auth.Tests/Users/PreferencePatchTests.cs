using MediaNest.Auth.Tests.App;
using MediaNest.Testing;
using Npgsql;

namespace MediaNest.Auth.Tests.Users;

/// <summary>A merge patch of one's preferences: what is not named stays, whoever else changes something at the same time.</summary>
public sealed class PreferencePatchTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private const string Path = "/api/v1/users/me/preferences";

    private AuthApp App => household.App;

    [Theory]
    [InlineData("""{"language":"de"}""", """{"language":"de","theme":"dark","notifications":{"inApp":true,"email":true,"webhook":true,"types":{"broadcast":{"email":false}}},"quality":{"media":"hd","video":"720p","format":"mp4"}}""")]
    [InlineData("""{"theme":null,"notifications":{"email":null}}""", """{"language":"en","theme":"system","notifications":{"inApp":true,"email":false,"webhook":true,"types":{"broadcast":{"email":false}}},"quality":{"media":"hd","video":"720p","format":"mp4"}}""")]
    [InlineData("""{"notifications":{"types":{"request-available":{"inApp":false,"email":null}}}}""", """{"language":"en","theme":"dark","notifications":{"inApp":true,"email":true,"webhook":true,"types":{"broadcast":{"email":false},"request-available":{"inApp":false}}},"quality":{"media":"hd","video":"720p","format":"mp4"}}""")]
    [InlineData("""{"Notifications":{"Types":{"broadcast":null}},"quality":null,"unknown":{"a":null}}""", """{"language":"en","theme":"dark","notifications":{"inApp":true,"email":true,"webhook":true,"types":{}},"quality":{"media":"hd","video":"1080p","format":"mp4"}}""")]
    [InlineData("{}", """{"language":"en","theme":"dark","notifications":{"inApp":true,"email":true,"webhook":true,"types":{"broadcast":{"email":false}}},"quality":{"media":"hd","video":"720p","format":"mp4"}}""")]
    public async Task WhatIsNotNamedStaysAndNullIsTheDefault(string patch, string becomes)
    {
        var client = App.As(await App.PlexSignInAsync("patricia"));
        (await client.RawAsync("PUT", Path, """{"theme":"dark","notifications":{"email":true,"types":{"broadcast":{"email":false}}},"quality":{"video":"720p"}}""")).Status.ShouldBe(200);

        var answer = await client.RawAsync("PATCH", Path, patch, "application/merge-patch+json");

        answer.Status.ShouldBe(200, answer.Text);
        answer.Data.GetRawText().ShouldBe(becomes);
        (await client.GetAsync(Path)).Data.GetRawText().ShouldBe(becomes);
    }

    [Fact]
    public async Task OfTwoChangesAtOnceNoneIsLost()
    {
        var signedIn = await App.PlexSignInAsync("parallel");
        var client = App.As(signedIn);
        await using var source = NpgsqlDataSource.Create(App.Database);
        await using var holder = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("SELECT id FROM users WHERE id = $1 FOR UPDATE", holder, transaction);
        hold.Parameters.AddWithValue(Guid.Parse(signedIn.UserId()));
        (await hold.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();

        var theme = client.PatchAsync(Path, new { theme = "dark" });
        var email = client.PatchAsync(Path, new { notifications = new { email = true } });
        await using var waiting = source.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        await Eventually.Async(
            async () => theme.IsCompleted || email.IsCompleted || (long)(await waiting.ExecuteScalarAsync(TestContext.Current.CancellationToken))! >= 2,
            Eventually.Patience,
            "both changes wait for the user's row");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        (await theme).Status.ShouldBe(200, (await theme).Text);
        (await email).Status.ShouldBe(200, (await email).Text);
        var kept = (await client.GetAsync(Path)).Data;
        kept.GetProperty("theme").GetString().ShouldBe("dark");
        kept.GetProperty("notifications").GetProperty("email").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task AChangeIsToldWhole()
    {
        var client = App.As(await App.PlexSignInAsync("paula"));

        await client.PatchAsync(Path, new { language = "pt-BR" });

        var told = (await App.EventsAsync("UserPreferencesChanged")).Select(body => body.GetProperty("preferencesJson").GetString()!).ToList();
        told.ShouldContain("""{"language":"pt-BR","theme":"system","notifications":{"inApp":true,"email":false,"webhook":true},"quality":{"media":"hd","video":"1080p","format":"mp4"}}""");
    }

    [Theory]
    [InlineData("""{"notifications":{"types":{"no-such-type":{"email":true}}}}""", "notifications.types")]
    [InlineData("""{"notifications":{"types":["broadcast"]}}""", "notifications.types")]
    [InlineData("""{"notifications":7}""", "notifications")]
    [InlineData("""{"notifications":{"email":"yes"}}""", "notifications.email")]
    [InlineData("""{"theme":"pink"}""", "theme")]
    [InlineData("""{"language":"x"}""", "language")]
    [InlineData("""{"quality":{"video":"8k"}}""", "quality.video")]
    [InlineData("""["theme"]""", "body")]
    [InlineData("null", null)]
    [InlineData("""{"theme":"dark\ud800"}""", null)]
    [InlineData("""{"\ud800":1}""", null)]
    [InlineData("{", null)]
    public async Task WrongChangesAreRefused(string patch, string? field)
    {
        var before = (await household.AdminClient.GetAsync(Path)).Data.GetRawText();

        var answer = await household.AdminClient.RawAsync("PATCH", Path, patch);

        answer.ShouldFail(400, "VALIDATION_ERROR");
        if (field is not null)
        {
            answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(field);
        }

        (await household.AdminClient.GetAsync(Path)).Data.GetRawText().ShouldBe(before);
    }

    [Fact]
    public async Task OnlyJsonIsTaken() =>
        (await household.AdminClient.RawAsync("PATCH", Path, """{"theme":"dark"}""", "text/plain")).ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
}
