using System.Text.Json;

namespace MediaNest.Notification.Tests.Realtime;

[Collection(nameof(NotificationApp))]
public sealed class ConnectionTests(NotificationApp app)
{
    public static TheoryData<string> SignedInNamespaces => ["/authenticated", "/media", "/system", "/admin"];

    [Theory]
    [InlineData("/")]
    [InlineData("/authenticated")]
    [InlineData("/media")]
    public async Task AUserIsLetInAndToldWhoTheyAre(string name)
    {
        var user = await app.SignInAsync();
        await using var socket = await app.ConnectAsync(name, user);

        socket.Refusal.ShouldBeNull();
        var established = (await socket.WaitAsync("connection:established")).Payload;
        established.GetProperty("socketId").GetString().ShouldBe(socket.Id);
        established.GetProperty("serverTime").GetString()!.ShouldEndWith("Z");
        established.GetProperty("user").GetRawText().ShouldBe($$"""{"id":"{{user.UserId}}","name":"somebody","role":"user"}""");
    }

    [Fact]
    public async Task NobodyInParticularIsLetIntoThePublicNamespace()
    {
        await using var socket = await app.OpenAsync("/");
        socket.Refusal.ShouldBeNull();
        (await socket.WaitAsync("connection:established")).Payload.GetProperty("user").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [MemberData(nameof(SignedInNamespaces))]
    public async Task NobodyGetsInWithoutAToken(string name) => await ShouldBeRefusedAsync(name, auth: null, "UNAUTHORIZED");

    [Fact]
    public async Task ABadTokenIsRefusedEvenWhereNoneIsNeeded()
    {
        await ShouldBeRefusedAsync("/", new { token = "no token" }, "UNAUTHORIZED");
        await ShouldBeRefusedAsync("/", new { token = app.Issuer.ExpiredToken() }, "TOKEN_EXPIRED");
    }

    [Theory]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":5}""")]
    [InlineData("""{"token":true}""")]
    [InlineData("""{"token":{"token":"x"}}""")]
    [InlineData("""{"token":["x"]}""")]
    [InlineData("""{"token":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"token":"x"}""")]
    [InlineData("""{"token":null}""")]
    [InlineData("{}")]
    public async Task WhatIsNoTokenIsUnauthorized(string auth) => await ShouldBeRefusedAsync("/authenticated", auth, "UNAUTHORIZED");

    [Fact]
    public async Task ForeignForgedAndOversizedTokensAreUnauthorized()
    {
        foreach (var token in new[]
        {
            app.Issuer.ForeignToken(), app.Issuer.ForgedToken(), app.Issuer.TokenForAnotherAudience(), app.Issuer.NotYetValidToken(),
            app.Issuer.ServiceToken("media"), app.Issuer.UserToken(sessionId: "no-session"), new string('x', 100_000),
        })
        {
            await ShouldBeRefusedAsync("/authenticated", new { token }, "UNAUTHORIZED");
        }
    }

    [Fact]
    public async Task AnExpiredTokenSaysSo() => await ShouldBeRefusedAsync("/media", new { token = app.Issuer.ExpiredToken() }, "TOKEN_EXPIRED");

    [Fact]
    public async Task ASessionThatHasEndedOrIsAnothersIsInvalid()
    {
        var (user, other) = (await app.SignInAsync(), await app.SignInAsync());
        await ShouldBeRefusedAsync("/authenticated", new { token = app.Issuer.UserToken(user.UserId, sessionId: other.SessionId.ToString()) }, "SESSION_INVALID");

        await app.RevokeAsync(user);
        await ShouldBeRefusedAsync("/authenticated", new { token = user.Token }, "SESSION_INVALID");
    }

    [Fact]
    public async Task SuspendedAndDeletedUsersStayOut()
    {
        var (suspended, deleted) = (await app.SignInAsync(), await app.SignInAsync());
        await app.SetUserAsync(suspended.UserId, "suspended", "user");
        await app.SetUserAsync(deleted.UserId, "deleted", role: null);

        await ShouldBeRefusedAsync("/authenticated", new { token = suspended.Token }, "FORBIDDEN");
        await ShouldBeRefusedAsync("/authenticated", new { token = deleted.Token }, "SESSION_INVALID");
    }

    [Theory]
    [InlineData("/system")]
    [InlineData("/admin")]
    public async Task OnlyAdministratorsGetIntoTheirNamespacesByTheRoleTheyHaveNow(string name)
    {
        var (user, admin, demoted, promoted) = (await app.SignInAsync(), await app.SignInAsync("admin"), await app.SignInAsync("admin"), await app.SignInAsync());
        await app.SetUserAsync(demoted.UserId, "active", "user");
        await app.SetUserAsync(promoted.UserId, "active", "admin");

        await ShouldBeRefusedAsync(name, new { token = user.Token }, "FORBIDDEN");
        await ShouldBeRefusedAsync(name, new { token = demoted.Token }, "FORBIDDEN");
        foreach (var allowed in new[] { admin, promoted })
        {
            await using var socket = await app.ConnectAsync(name, allowed);
            socket.Refusal.ShouldBeNull();
            (await socket.WaitAsync("connection:established")).Payload.GetProperty("user").GetProperty("role").GetString().ShouldBe("admin");
        }
    }

    [Fact]
    public async Task ATokenThatTellsOfMoreThanItsUserMayIsToBeRefreshed()
    {
        var demoted = await app.SignInAsync("admin");
        await app.SetUserAsync(demoted.UserId, "active", "user");
        await ShouldBeRefusedAsync("/authenticated", new { token = demoted.Token }, "TOKEN_EXPIRED");
    }

    [Fact]
    public async Task TheTokenIsTakenFromAllItsPlacesTheFirstOneCounts()
    {
        var user = await app.SignInAsync();
        Dictionary<string, string> header = new() { ["Authorization"] = "Bearer " + user.Token };
        Dictionary<string, string> cookie = new() { ["Cookie"] = "a=b; token=" + user.Token };

        await ShouldGetInAsync(user, headers: header);
        await ShouldGetInAsync(user, headers: cookie);
        await ShouldGetInAsync(user, query: "&token=" + user.Token);
        await ShouldGetInAsync(user, headers: new() { ["Authorization"] = "Bearer " + user.Token, ["Cookie"] = "token=bad" });
        await ShouldGetInAsync(user, headers: cookie, query: "&token=bad");

        await using var refused = await app.OpenAsync("/authenticated", new { token = "bad" }, headers: header);
        Code(refused).ShouldBe("UNAUTHORIZED");
    }

    [Fact]
    public async Task PagesOfOtherOriginsAreRefused()
    {
        var user = await app.SignInAsync();
        Dictionary<string, string> headers = new() { ["Origin"] = "https://evil.example", ["Cookie"] = "token=" + user.Token };
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => app.OpenAsync("/authenticated", headers: headers));

        await using var allowed = await app.OpenAsync("/authenticated", headers: new() { ["Origin"] = NotificationApp.AllowedOrigin, ["Cookie"] = "token=" + user.Token });
        allowed.Refusal.ShouldBeNull();
    }

    private static string? Code(TestSocket socket) => socket.Refusal?.GetProperty("data").GetProperty("code").GetString();

    private async Task ShouldBeRefusedAsync(string name, object? auth, string code)
    {
        await using var socket = await app.OpenAsync(name, auth);
        Code(socket).ShouldBe(code);
        socket.Refusal!.Value.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    private async Task ShouldGetInAsync(SignedIn user, string query = "", Dictionary<string, string>? headers = null)
    {
        await using var socket = await app.OpenAsync("/authenticated", query: query, headers: headers);
        socket.Refusal.ShouldBeNull();
        (await socket.WaitAsync("connection:established")).Payload.GetProperty("user").GetProperty("id").GetGuid().ShouldBe(user.UserId);
    }
}
