using System.Net;
using MediaNest.Media.Tests.Hosting;

namespace MediaNest.Media.Tests.Requests;

public sealed class RequestAccessTests(MediaApp app)
{
    [Fact]
    public async Task AnotherUsersRequestDoesNotExist()
    {
        var owner = Guid.CreateVersion7();
        var id = await app.RequestAsync(Titles.Logan, userId: owner);
        using var other = app.For(Guid.CreateVersion7());
        using var read = await other.GetAsync(new Uri($"/api/v1/media/requests/{id}", UriKind.Relative));
        await read.ShouldFailAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        using var cancelled = await other.DeleteAsync(new Uri($"/api/v1/media/requests/{id}", UriKind.Relative));
        await cancelled.ShouldFailAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        (await other.GetDataAsync("/api/v1/media/requests")).GetProperty("requests").GetArrayLength().ShouldBe(0);

        using var mine = app.For(owner);
        (await mine.GetDataAsync($"/api/v1/media/requests/{id}")).GetProperty("status").GetString().ShouldBe("pending");
    }

    [Fact]
    public async Task TheOwnerCancelsWhileItIsPendingAndNotAfter()
    {
        var owner = Guid.CreateVersion7();
        var id = await app.RequestAsync(Titles.BatmanBegins, userId: owner);
        using var mine = app.For(owner);
        using var first = await mine.DeleteAsync(new Uri($"/api/v1/media/requests/{id}", UriKind.Relative));
        (await first.DataAsync()).GetProperty("status").GetString().ShouldBe("cancelled");
        using var second = await mine.DeleteAsync(new Uri($"/api/v1/media/requests/{id}", UriKind.Relative));
        await second.ShouldFailAsync(HttpStatusCode.Conflict, "CONFLICT");
        using var admin = app.Admin();
        using var approved = await admin.PostJsonAsync($"/api/v1/admin/requests/{id}/approve", "");
        await approved.ShouldFailAsync(HttpStatusCode.Conflict, "CONFLICT");
    }

    [Theory]
    [InlineData("GET", "/api/v1/admin/requests")]
    [InlineData("POST", "/api/v1/admin/requests/0199aa00-0000-7000-8000-000000000001/approve")]
    [InlineData("POST", "/api/v1/admin/requests/0199aa00-0000-7000-8000-000000000001/deny")]
    [InlineData("POST", "/api/v1/admin/requests/0199aa00-0000-7000-8000-000000000001/retry")]
    [InlineData("POST", "/api/v1/admin/requests/bulk")]
    public async Task OnlyAdministratorsDecide(string method, string address)
    {
        using var user = app.For(Guid.CreateVersion7());
        using var forbidden = await user.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        await forbidden.ShouldFailAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        using var nobody = app.Anonymous();
        using var unauthorized = await nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        await unauthorized.ShouldFailAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Fact]
    public async Task BulkDecisionsSucceedOrFailOneByOne()
    {
        var first = await app.RequestAsync(Titles.TheDarkKnight);
        var second = await app.RequestAsync(Titles.ManOfSteel);
        var nowhere = Guid.CreateVersion7();
        using var admin = app.Admin();
        using var answer = await admin.PostJsonAsync(
            "/api/v1/admin/requests/bulk", $$"""{"ids":["{{first}}","{{nowhere}}","{{second}}"],"action":"deny","reason":"no room"}""");
        var data = await answer.DataAsync();
        data.GetProperty("succeeded").GetInt32().ShouldBe(2);
        data.GetProperty("failed").GetInt32().ShouldBe(1);
        data.GetProperty("results").EnumerateArray().Single(result => !result.GetProperty("success").GetBoolean()).GetProperty("code").GetString().ShouldBe("NOT_FOUND");
        (await app.GetAsync(second)).GetProperty("status").GetString().ShouldBe("denied");
    }

    [Fact]
    public async Task ListsAreFilteredSortedAndPaged()
    {
        var user = Guid.CreateVersion7();
        await app.RequestAsync(Titles.Inception, userId: user);
        await app.RequestAsync(Titles.Interstellar, userId: user);
        await app.RequestAsync(Titles.StrangerThings, "tv", [1], user);
        using var client = app.For(user);

        var page = await client.GetDataAsync("/api/v1/media/requests?sort=title:asc&limit=2");
        page.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("title").GetString()).ShouldBe(["Inception", "Interstellar"]);
        page.GetProperty("pagination").GetProperty("totalItems").GetInt32().ShouldBe(3);
        page.GetProperty("pagination").GetProperty("hasNext").GetBoolean().ShouldBeTrue();
        (await client.GetDataAsync("/api/v1/media/requests?mediaType=tv")).GetProperty("requests").GetArrayLength().ShouldBe(1);
        (await client.GetDataAsync("/api/v1/media/requests?search=STELL")).GetProperty("requests").GetArrayLength().ShouldBe(1);
        (await client.GetDataAsync("/api/v1/media/requests?search=%25")).GetProperty("requests").GetArrayLength().ShouldBe(0);
        (await client.GetDataAsync("/api/v1/media/requests?status=approved,denied")).GetProperty("requests").GetArrayLength().ShouldBe(0);
        (await client.GetDataAsync("/api/v1/media/requests?to=2020-01-01T00:00:00Z")).GetProperty("requests").GetArrayLength().ShouldBe(0);
        using var admin = app.Admin();
        (await admin.GetDataAsync($"/api/v1/admin/requests?userId={user}&status=pending")).GetProperty("requests").GetArrayLength().ShouldBe(3);
    }
}
