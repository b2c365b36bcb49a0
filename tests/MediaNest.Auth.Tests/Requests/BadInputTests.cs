using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Requests;

public sealed class BadInputTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private static readonly string[] WrongBodies =
    [
        "", "{", "null", "[]", "\"text\"", "7", "{\"email\":7,\"pinId\":{},\"name\":[],\"role\":7,\"status\":7,\"language\":7,\"clientName\":7,\"allSessions\":\"x\",\"rememberToken\":7}",
        "{\"email\":\"a\\u0000@b\",\"password\":\"x\",\"name\":\"\\u0000\",\"role\":\"owner\",\"status\":\"gone\",\"language\":\"\\u0000\",\"clientName\":\"\\u0000\",\"pinId\":true,\"allSessions\":1,\"rememberToken\":true}",
        "{\"email\":\"a@b\",\"email\":\"c@d\",\"name\":\"a\",\"name\":\"b\",\"role\":\"user\",\"role\":\"admin\",\"status\":\"active\",\"status\":\"active\",\"language\":\"en\",\"language\":\"de\",\"clientName\":\"a\",\"clientName\":\"b\",\"pinId\":\"1\",\"pinId\":\"2\",\"allSessions\":true,\"allSessions\":true,\"rememberToken\":\"a\",\"rememberToken\":\"b\"}",
    ];

    private static readonly (string Method, string Path)[] WithBodies =
    [
        ("POST", "/api/v1/auth/admin"),
        ("POST", "/api/v1/auth/login"),
        ("POST", "/api/v1/auth/plex/verify"),
        ("PUT", "/api/v1/users/me"),
        ("PUT", "/api/v1/users/me/preferences"),
        ("PATCH", "/api/v1/admin/users/0199aa00-0000-7000-8000-00000000a11c/role"),
        ("PATCH", "/api/v1/admin/users/0199aa00-0000-7000-8000-00000000a11c/status"),
    ];

    public static TheoryData<string, string, string> Wrong()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (method, path) in WithBodies)
        {
            foreach (var body in WrongBodies)
            {
                data.Add(method, path, body);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task WrongBodiesAreRefused(string method, string path, string body) =>
        (await household.AdminClient.RawAsync(method, path, body)).ShouldFail(400, "VALIDATION_ERROR");

    [Theory]
    [InlineData("/api/v1/auth/plex/pin")]
    [InlineData("/api/v1/auth/refresh")]
    [InlineData("/api/v1/auth/logout")]
    public async Task BodiesThatMayBeLeftOutMustBeRightIfSent(string path)
    {
        var client = household.App.As(await household.App.LoginAsync());
        foreach (var body in WrongBodies.Where(body => body is not ("" or "null")))
        {
            (await client.RawAsync("POST", path, body)).ShouldFail(400, "VALIDATION_ERROR");
        }
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/auth/sessions/17")]
    [InlineData("PATCH", "/api/v1/admin/users/17/role")]
    [InlineData("DELETE", "/api/v1/admin/users/'%20OR%201=1--")]
    [InlineData("GET", "/api/v1/auth/nothing")]
    [InlineData("GET", "/.well-known/nothing")]
    public async Task WrongIdsAndPathsAreNotFound(string method, string path) =>
        (await household.AdminClient.RawAsync(method, path, method == "PATCH" ? """{"role":"user"}""" : null)).ShouldFail(404, "NOT_FOUND");

    [Theory]
    [InlineData("GET", "/api/v1/auth/login")]
    [InlineData("DELETE", "/api/v1/auth/session")]
    [InlineData("PUT", "/connect/token")]
    [InlineData("POST", "/.well-known/jwks.json")]
    public async Task WrongMethodsAreNotAllowed(string method, string path) =>
        (await household.AdminClient.RawAsync(method, path, body: null)).ShouldFail(405, "METHOD_NOT_ALLOWED");

    [Fact]
    public async Task OtherContentTypesAreNotSupported() =>
        (await household.App.Anonymous.RawAsync("POST", "/api/v1/auth/login", "email=a", "text/plain")).ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");

    [Theory]
    [InlineData("/api/v1/auth/login", "application/json")]
    [InlineData("/connect/token", "application/x-www-form-urlencoded")]
    [InlineData("/connect/revocation", "application/x-www-form-urlencoded")]
    public async Task HugeBodiesAreTooLarge(string path, string contentType)
    {
        var body = contentType == "application/json" ? $$"""{"email":"{{new string('x', 1_100_000)}}"}""" : "token=" + new string('x', 1_100_000);

        (await household.App.Anonymous.RawAsync("POST", path, body, contentType)).Status.ShouldBeOneOf(400, 413);
    }

    [Theory]
    [InlineData("userId=17")]
    [InlineData("action=%00")]
    [InlineData("page=-1")]
    [InlineData("limit=many")]
    public async Task WrongAuditQueriesAreRefused(string query) =>
        (await household.AdminClient.GetAsync("/api/v1/admin/audit-log?" + query)).ShouldFail(400, "VALIDATION_ERROR");

    [Fact]
    public async Task HeadersOfTheClientCannotBreakASignIn()
    {
        var answer = await household.App.Anonymous.PostAsync(
            "/api/v1/auth/login",
            new { email = Household.AdminEmail, password = Household.AdminPassword },
            ("User-Agent", new string('x', 5_000)),
            ("X-Forwarded-For", new string('9', 500)));

        answer.Status.ShouldBe(200, answer.Text);
    }
}
