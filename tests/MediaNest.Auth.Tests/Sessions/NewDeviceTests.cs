using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Sessions;

public sealed class NewDeviceTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task AdministratorsNewDeviceRaisesAnAlertOnce()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        await app.LoginAsync();
        (await AlertsAsync(app)).ShouldBeEmpty();

        await LoginWithAsync(app, Firefox);
        await LoginWithAsync(app, Firefox);
        await LoginWithAsync(app, Firefox.Replace("140", "141", StringComparison.Ordinal));

        var alert = (await AlertsAsync(app)).ShouldHaveSingleItem();
        alert.GetProperty("userId").GetString().ShouldBe(admin.UserId());
        alert.GetProperty("message").GetString()!.ShouldContain("Firefox on Linux");
        (await app.As(admin).GetAsync("/api/v1/admin/audit-log?action=new-device")).Data.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task FirstSignInAndPlainUsersRaiseNone()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        await app.PlexSignInAsync("nina");
        await app.ConfirmAsync("nina@example.org");

        await LoginWithAsync(app, Firefox, "nina@example.org", Passwords.Forgetful.NewPassword);

        (await AlertsAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PromotionAndTheFirstPlexAdministratorRaiseAnAlert()
    {
        await using var app = await AuthApp.StartAsync();
        var first = await app.PlexSignInAsync("olga");
        var second = await app.PlexSignInAsync("nils");
        (await app.As(first).PatchAsync($"/api/v1/admin/users/{second.UserId()}/role", new { role = "admin" })).Status.ShouldBe(200);
        (await app.As(first).PatchAsync($"/api/v1/admin/users/{second.UserId()}/role", new { role = "user" })).Status.ShouldBe(200);

        (await app.EventsAsync("SecurityAlertRaised")).Where(alert => alert.GetProperty("kind").GetString() == "admin-created")
            .Select(alert => alert.GetProperty("userId").GetString()).ShouldBe([first.UserId(), second.UserId()]);
    }

    private static Task<Answer> LoginWithAsync(AuthApp app, string userAgent, string email = Household.AdminEmail, string password = Household.AdminPassword) =>
        app.Anonymous.PostAsync("/api/v1/auth/login", new { email, password }, ("User-Agent", userAgent));

    private static async Task<IReadOnlyList<System.Text.Json.JsonElement>> AlertsAsync(AuthApp app) =>
        [.. (await app.EventsAsync("SecurityAlertRaised")).Where(alert => alert.GetProperty("kind").GetString() == "new-device")];
}

file static class Resets
{
    public static async Task ConfirmAsync(this AuthApp app, string email) =>
        (await Passwords.Forgetful.ConfirmResetAsync(app, await Passwords.Forgetful.ResetTokenAsync(app, email))).Status.ShouldBe(200);
}
