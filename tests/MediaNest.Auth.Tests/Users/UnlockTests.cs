using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Users;

public sealed class UnlockTests
{
    [Fact]
    public async Task AdministratorUnlocksAnAccount()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        await LockAsync(app, Household.AdminEmail);
        var path = $"/api/v1/admin/users/{admin.UserId()}/unlock";

        var unlocked = await app.As(admin).PostAsync(path);

        unlocked.Data.GetProperty("lockedUntil").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await app.LoginAsync()).Status.ShouldBe(200);
        (await app.As(admin).PostAsync(path)).Status.ShouldBe(200);
        var lines = (await app.As(admin).GetAsync("/api/v1/admin/audit-log?action=account-unlocked")).Data.GetProperty("items").EnumerateArray().ToList();
        lines.ShouldHaveSingleItem().GetProperty("actorId").GetString().ShouldBe(admin.UserId());
    }

    [Fact]
    public async Task ItTakesAnAdministratorAndAUser()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        var user = await app.PlexSignInAsync("ugo");

        (await app.Anonymous.PostAsync($"/api/v1/admin/users/{admin.UserId()}/unlock")).ShouldFail(401, "UNAUTHORIZED");
        (await app.As(user).PostAsync($"/api/v1/admin/users/{admin.UserId()}/unlock")).ShouldFail(403, "FORBIDDEN");
        (await app.As(admin).PostAsync($"/api/v1/admin/users/{Guid.CreateVersion7()}/unlock")).ShouldFail(404, "USER_NOT_FOUND");
    }

    [Fact]
    public async Task LockoutEndsByItselfAfterHalfAnHourAndNoSooner()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        await LockAsync(app, Household.AdminEmail);

        app.Clock.Advance(TimeSpan.FromMinutes(29));
        (await app.LoginAsync()).ShouldFail(423, "ACCOUNT_LOCKED");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await app.LoginAsync()).Status.ShouldBe(200);
    }

    private static async Task LockAsync(AuthApp app, string email)
    {
        for (var i = 0; i < 5; i++)
        {
            (await app.LoginAsync(email, "Wrong-Password-1")).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await app.LoginAsync(email)).ShouldFail(423, "ACCOUNT_LOCKED");
    }
}
