using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Users;

public sealed class AdminUsersTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task ListsUsersWithDocumentedPaging()
    {
        await App.PlexSignInAsync("ursula");

        var data = (await household.AdminClient.GetAsync("/api/v1/admin/users?limit=1&sort=name:asc&search=URSULA")).Data;

        var user = data.GetProperty("users").EnumerateArray().ShouldHaveSingleItem();
        user.GetProperty("name").GetString().ShouldBe("ursula");
        user.GetProperty("plexUsername").GetString().ShouldBe("ursula");
        user.GetProperty("role").GetString().ShouldBe("user");
        user.GetProperty("status").GetString().ShouldBe("active");
        user.GetProperty("lastLoginAt").GetDateTimeOffset().ShouldBeGreaterThan(user.GetProperty("createdAt").GetDateTimeOffset().AddSeconds(-1));
        user.TryGetProperty("passwordHash", out _).ShouldBeFalse();
        var pagination = data.GetProperty("pagination");
        pagination.GetProperty("totalUsers").GetInt32().ShouldBe(1);
        pagination.GetProperty("itemsPerPage").GetInt32().ShouldBe(1);
        pagination.GetProperty("hasNext").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("role=admin&sort=createdAt:asc", "Olivia")]
    [InlineData("role=all&search=olivia@", "Olivia")]
    [InlineData("search=%25", null)]
    [InlineData("search=_", null)]
    [InlineData("search=%00", "any")]
    [InlineData("status=suspended&search=olivia", null)]
    public async Task FiltersUsers(string query, string? expected)
    {
        var users = (await household.AdminClient.GetAsync("/api/v1/admin/users?" + query)).Data.GetProperty("users");

        if (expected is null)
        {
            users.GetArrayLength().ShouldBe(0);
        }
        else
        {
            users.GetArrayLength().ShouldBeGreaterThan(0);
            if (expected != "any")
            {
                users[0].GetProperty("name").GetString().ShouldBe(expected);
            }
        }
    }

    [Theory]
    [InlineData("role=owner")]
    [InlineData("status=gone")]
    [InlineData("sort=passwordHash:asc")]
    [InlineData("sort=name:sideways")]
    [InlineData("page=0")]
    [InlineData("limit=101")]
    [InlineData("page=x")]
    public async Task WrongQueriesAreRefused(string query) =>
        (await household.AdminClient.GetAsync("/api/v1/admin/users?" + query)).ShouldFail(400, "VALIDATION_ERROR");

    [Fact]
    public async Task RoleChangeIsInRedisAtOnceAndPublished()
    {
        var user = await App.PlexSignInAsync("uma");

        var changed = await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/role", new { role = "admin" });

        changed.Data.GetProperty("role").GetString().ShouldBe("admin");
        ((string?)await App.Redis.HashGetAsync(App.RedisHandle.KeyPrefix + "user:" + user.UserId(), "role")).ShouldBe("admin");
        var published = (await App.EventsAsync("UserRoleChanged")).Single(e => e.GetProperty("userId").GetString() == user.UserId());
        published.GetProperty("previousRole").GetString().ShouldBe("user");
        published.GetProperty("actorId").GetString().ShouldBe(household.Admin.UserId());
        (await App.PlexSignInAsync("uma")).Data.GetProperty("user").GetProperty("role").GetString().ShouldBe("admin");
    }

    [Fact]
    public async Task SuspendedUserIsOutAtOnceAndStaysOut()
    {
        var user = await App.PlexSignInAsync("una", rememberMe: true);

        var suspended = await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/status", new { status = "suspended", reason = "Too loud" });

        suspended.Data.GetProperty("status").GetString().ShouldBe("suspended");
        ((string?)await App.Redis.HashGetAsync(App.RedisHandle.KeyPrefix + "user:" + user.UserId(), "state")).ShouldBe("suspended");
        (await App.As(user).GetAsync("/api/v1/auth/session")).ShouldFail(403, "ACCOUNT_SUSPENDED");
        (await App.PlexSignInAsync("una")).ShouldFail(403, "ACCOUNT_SUSPENDED");
        (await App.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = user["rememberToken"] })).ShouldFail(403, "ACCOUNT_SUSPENDED");
        (await App.EventsAsync("UserSuspended")).ShouldContain(e => e.GetProperty("userId").GetString() == user.UserId() && e.GetProperty("suspended").GetBoolean());

        (await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/status", new { status = "active" })).Status.ShouldBe(200);
        (await App.As(user).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await App.PlexSignInAsync("una")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task DeletedUserIsGoneFromHereAndMarkedForTheGateway()
    {
        var user = await App.PlexSignInAsync("urs", rememberMe: true);

        (await household.AdminClient.DeleteAsync($"/api/v1/admin/users/{user.UserId()}")).Status.ShouldBe(204);

        ((string?)await App.Redis.HashGetAsync(App.RedisHandle.KeyPrefix + "user:" + user.UserId(), "state")).ShouldBe("deleted");
        (await App.Redis.KeyTimeToLiveAsync(App.RedisHandle.KeyPrefix + "user:" + user.UserId())).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromHours(24), TimeSpan.FromHours(25));
        (await App.As(user).GetAsync("/api/v1/auth/session")).ShouldFail(404, "USER_NOT_FOUND");
        (await App.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = user["rememberToken"] })).ShouldFail(401, "INVALID_TOKEN");
        (await App.EventsAsync("UserDeleted")).ShouldContain(e => e.GetProperty("userId").GetString() == user.UserId());
        (await household.AdminClient.DeleteAsync($"/api/v1/admin/users/{user.UserId()}")).ShouldFail(404, "USER_NOT_FOUND");
        (await App.PlexSignInAsync("urs")).UserId().ShouldNotBe(user.UserId());
    }

    [Fact]
    public async Task AdministratorsCannotDoItToThemselves()
    {
        var self = $"/api/v1/admin/users/{household.Admin.UserId()}";

        (await household.AdminClient.PatchAsync($"{self}/role", new { role = "user" })).ShouldFail(400, "VALIDATION_ERROR");
        (await household.AdminClient.PatchAsync($"{self}/status", new { status = "suspended" })).ShouldFail(400, "VALIDATION_ERROR");
        (await household.AdminClient.DeleteAsync(self)).ShouldFail(400, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task UsersMayNotAdministrate()
    {
        var client = App.As(await App.PlexSignInAsync("ulrich"));

        (await client.GetAsync("/api/v1/admin/users")).ShouldFail(403, "FORBIDDEN");
        (await client.PatchAsync($"/api/v1/admin/users/{household.Admin.UserId()}/role", new { role = "user" })).ShouldFail(403, "FORBIDDEN");
        (await client.GetAsync("/api/v1/admin/audit-log")).ShouldFail(403, "FORBIDDEN");
    }

    [Fact]
    public async Task AuditLogTellsWhatHappened()
    {
        var user = await App.PlexSignInAsync("ulla");
        await household.AdminClient.PatchAsync($"/api/v1/admin/users/{user.UserId()}/role", new { role = "admin" });

        var items = (await household.AdminClient.GetAsync($"/api/v1/admin/audit-log?userId={user.UserId()}")).Data.GetProperty("items").EnumerateArray().ToList();

        items[0].GetProperty("action").GetString().ShouldBe("role-changed");
        items[0].GetProperty("actorId").GetString().ShouldBe(household.Admin.UserId());
        items[0].GetProperty("detail").GetString().ShouldBe("user to admin");
        items[1].GetProperty("action").GetString().ShouldBe("signed-in");
        items[1].GetProperty("address").GetString().ShouldBe("127.0.0.1");
        (await household.AdminClient.GetAsync("/api/v1/admin/audit-log?action=signed-in")).Data.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        (await household.AdminClient.GetAsync("/api/v1/admin/audit-log?action=nonsense")).ShouldFail(400, "VALIDATION_ERROR");
        (await CountAsync("address=127.0.0.1")).ShouldBe(items.Count);
        (await CountAsync("address=192.0.2.1")).ShouldBe(0);
        (await CountAsync("from=2020-01-01T00:00:00Z")).ShouldBe(items.Count);
        (await CountAsync("to=2020-01-01T00:00:00Z")).ShouldBe(0);
        (await CountAsync("limit=1&page=2")).ShouldBe(1);

        async Task<int> CountAsync(string query) =>
            (await household.AdminClient.GetAsync($"/api/v1/admin/audit-log?userId={user.UserId()}&{query}")).Data.GetProperty("items").GetArrayLength();
    }
}

public sealed class LastAdministratorTests
{
    [Fact]
    public async Task TwoAdministratorsCannotDemoteEachOtherAtOnce()
    {
        await using var app = await AuthApp.StartAsync();
        var olivia = await app.CreateAdminAsync();
        var first = await app.PlexSignInAsync("adam");
        await app.As(olivia).PatchAsync($"/api/v1/admin/users/{first.UserId()}/role", new { role = "admin" });
        var adam = await app.PlexSignInAsync("adam");

        var answers = await Task.WhenAll(
            app.As(olivia).PatchAsync($"/api/v1/admin/users/{adam.UserId()}/role", new { role = "user" }),
            app.As(adam).PatchAsync($"/api/v1/admin/users/{olivia.UserId()}/role", new { role = "user" }));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Single(answer => answer.Status != 200).ShouldFail(409, "CONFLICT");
    }
}
