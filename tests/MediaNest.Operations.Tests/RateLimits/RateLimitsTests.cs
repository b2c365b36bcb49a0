using System.Net;
using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Testing;

namespace MediaNest.Operations.Tests.RateLimits;

public sealed class RateLimitsTests
{
    private const string Path = "/api/v1/admin/rate-limits";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task AdministratorsSeeWhoWasRefusedAndHowOften()
    {
        await using var app = await OperationsApp.StartAsync();
        var user = Guid.CreateVersion7();
        var twice = Guid.CreateVersion7();
        var refused = new RateLimitExceeded("api", user, Address: null, 50, 900, 7, Now.AddMinutes(-2), user, "abc");
        await app.PublishAsync(refused, twice);
        await app.PublishAsync(refused, twice);
        await app.PublishAsync(new RateLimitExceeded("sign-in", UserId: null, "192.0.2.7", 5, 900, 3, Now));

        using var admin = app.For(role: "admin");
        var all = await WaitForAsync(app, admin, Path, refusals: 10);
        all.GetProperty("byScope").GetRawText().ShouldBe("""{"api":7,"sign-in":3}""");
        all.GetProperty("pagination").GetProperty("totalItems").GetInt32().ShouldBe(2);
        var violations = all.GetProperty("violations");
        violations[0].GetProperty("scope").GetString().ShouldBe("sign-in");
        violations[0].GetProperty("address").GetString().ShouldBe("192.0.2.7");
        violations[1].GetProperty("userId").GetGuid().ShouldBe(user);
        violations[1].GetProperty("count").GetInt32().ShouldBe(7);
        violations[1].GetProperty("limit").GetInt32().ShouldBe(50);
        violations[1].GetProperty("correlationId").GetString().ShouldBe("abc");

        foreach (var filter in new[] { "scope=api", $"userId={user}", $"to={Uri.EscapeDataString(Now.AddMinutes(-1).ToString("O"))}" })
        {
            (await app.DataAsync($"{Path}?{filter}", admin)).GetProperty("totalRefused").GetInt64().ShouldBe(7, filter);
        }

        foreach (var filter in new[] { "address=192.0.2.7", $"from={Uri.EscapeDataString(Now.AddMinutes(-1).ToString("O"))}" })
        {
            (await app.DataAsync($"{Path}?{filter}", admin)).GetProperty("totalRefused").GetInt64().ShouldBe(3, filter);
        }

        var second = await app.DataAsync($"{Path}?limit=1&page=2", admin);
        second.GetProperty("violations").GetArrayLength().ShouldBe(1);
        second.GetProperty("pagination").GetProperty("hasPrev").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task ADeletedUsersRefusalsAreNobodys()
    {
        await using var app = await OperationsApp.StartAsync();
        var user = Guid.CreateVersion7();
        await app.PublishAsync(new RateLimitExceeded("api", user, Address: null, 50, 900, 1, Now));
        using var admin = app.For(role: "admin");
        await WaitForAsync(app, admin, $"{Path}?userId={user}", refusals: 1);

        await app.PublishAsync(new UserDeleted(user, Now));
        await WaitForAsync(app, admin, $"{Path}?userId={user}", refusals: 0);
        await Eventually.Async(
            async () => await app.ScalarAsync<long>("SELECT count(*) FROM users WHERE deleted") == 1, OperationsApp.Patience, "the user is known to be deleted");
        await app.PublishAsync(new RateLimitExceeded("api", user, Address: null, 50, 900, 2, Now));

        await WaitForAsync(app, admin, Path, refusals: 3);
        (await app.DataAsync($"{Path}?userId={user}", admin)).GetProperty("totalRefused").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task OnlyAdministratorsSeeThem()
    {
        await using var app = await OperationsApp.StartAsync();
        using var user = app.For();
        using var anonymous = app.Anonymous();

        (await user.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await anonymous.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonElement> WaitForAsync(OperationsApp app, HttpClient client, string path, int refusals)
    {
        JsonElement list = default;
        await Eventually.Async(
            async () =>
            {
                list = await app.DataAsync(path, client);
                return list.GetProperty("totalRefused").GetInt64() == refusals;
            },
            OperationsApp.Patience,
            $"{refusals} refusals are listed");
        return list;
    }
}
