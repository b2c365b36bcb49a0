using System.Text;
using MediaNest.Auth.Tests.App;
using MediaNest.Tokens;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Verification;

namespace MediaNest.Auth.Tests.OAuth;

public sealed class ConnectTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task PublishedKeysVerifyOurTokens()
    {
        var verifier = await VerifierAsync();

        var result = await verifier.VerifyAsync(household.Admin["token"], TestContext.Current.CancellationToken);

        result.IsValid.ShouldBeTrue();
        result.Token.Subject.ShouldBe(household.Admin.UserId());
        result.Token.Role.ShouldBe("admin");
        result.Token.Name.ShouldBe("Olivia");
        result.Token.SessionId.ShouldNotBeNull();
        (result.Token.ExpiresAt - result.Token.IssuedAt!.Value).ShouldBe(TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task KeySetHoldsPublicPartsOnly()
    {
        var answer = await App.Anonymous.GetAsync("/.well-known/jwks.json");

        var key = answer.Json.GetProperty("keys").EnumerateArray().ShouldHaveSingleItem();
        key.EnumerateObject().Select(member => member.Name).ShouldBe(["kty", "use", "alg", "kid", "crv", "x", "y"], ignoreOrder: true);
        answer.Headers["Cache-Control"].ShouldContain("max-age");
    }

    [Fact]
    public async Task DiscoveryNamesTheAddressesAsTheGatewayIsKnown()
    {
        var document = (await App.Anonymous.SendAsync(
            HttpMethod.Get, "/.well-known/openid-configuration", content: null, ("X-Forwarded-Host", "media.example.org"), ("X-Forwarded-Proto", "https"))).Json;

        document.GetProperty("issuer").GetString().ShouldBe("https://media.example.org");
        document.GetProperty("jwks_uri").GetString().ShouldBe("https://media.example.org/.well-known/jwks.json");
        document.GetProperty("token_endpoint").GetString().ShouldBe("https://media.example.org/connect/token");
        document.GetProperty("revocation_endpoint").GetString().ShouldBe("https://media.example.org/connect/revocation");
        document.GetProperty("userinfo_endpoint").GetString().ShouldBe("https://media.example.org/connect/userinfo");
        document.GetProperty("id_token_signing_alg_values_supported")[0].GetString().ShouldBe("ES256");
    }

    [Fact]
    public async Task ServiceGetsATokenOfItsOwn()
    {
        var answer = await App.Anonymous.FormAsync("/connect/token", Credentials("media", AuthApp.ServiceSecret));

        answer.Status.ShouldBe(200, answer.Text);
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        answer.Json.GetProperty("token_type").GetString().ShouldBe("Bearer");
        answer.Json.GetProperty("expires_in").GetInt32().ShouldBe(3600);
        answer.Json.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        var token = await (await VerifierAsync()).VerifyAsync(answer.Json.GetProperty("access_token").GetString(), TestContext.Current.CancellationToken);
        token.Token!.Subject.ShouldBe("service:media");
        token.Token.Role.ShouldBe("service");
        token.Token.SessionId.ShouldBeNull();
    }

    [Fact]
    public async Task ServiceMayNameItselfByBasicAuthentication()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"plex:{Uri.EscapeDataString(AuthApp.ServiceSecret)}"));

        (await App.Anonymous.FormAsync("/connect/token", [new("grant_type", "client_credentials")], ("Authorization", $"Basic {basic}"))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("media", "wrong")]
    [InlineData("media", "")]
    [InlineData("stranger", AuthApp.ServiceSecret)]
    [InlineData("", AuthApp.ServiceSecret)]
    [InlineData("service:media", AuthApp.ServiceSecret)]
    public async Task StrangersGetNoServiceToken(string client, string secret)
    {
        var answer = await App.Anonymous.FormAsync("/connect/token", Credentials(client, secret));

        answer.Status.ShouldBe(401);
        answer.Json.GetProperty("error").GetString().ShouldBe("invalid_client");
        answer.Headers["WWW-Authenticate"].ShouldStartWith("Basic");
    }

    [Fact]
    public async Task ServiceTokenOpensNoUsersDoors()
    {
        var token = (await App.Anonymous.FormAsync("/connect/token", Credentials("media", AuthApp.ServiceSecret))).Json.GetProperty("access_token").GetString();

        (await App.Client(token).GetAsync("/api/v1/users/me")).ShouldFail(403, "FORBIDDEN");
        (await App.Client(token).GetAsync("/api/v1/admin/users")).ShouldFail(403, "FORBIDDEN");
    }

    [Fact]
    public async Task RefreshGrantRotates()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);

        var answer = await RefreshAsync(signedIn["rememberToken"]);

        answer.Status.ShouldBe(200, answer.Text);
        answer.Json.GetProperty("expires_in").GetInt32().ShouldBeInRange(86_000, 86_400);
        answer.Json.GetProperty("refresh_token").GetString().ShouldNotBe(signedIn["rememberToken"]);
        (await App.Client(answer.Json.GetProperty("access_token").GetString()).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("grant_type=refresh_token&refresh_token=unknown", "invalid_grant")]
    [InlineData("grant_type=refresh_token", "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=a&refresh_token=b", "invalid_request")]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("", "invalid_request")]
    [InlineData("%%%=%00", "invalid_request")]
    public async Task WrongFormsGetStandardErrors(string form, string error)
    {
        var answer = await App.Anonymous.RawAsync("POST", "/connect/token", form, "application/x-www-form-urlencoded");

        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("error").GetString().ShouldBe(error);
        answer.Json.GetProperty("error_description").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Digest something")]
    public async Task WrongClientHeadersGetStandardErrors(string authorization)
    {
        var answer = await App.Anonymous.FormAsync("/connect/token", [new("grant_type", "client_credentials")], ("Authorization", authorization));

        answer.Status.ShouldBe(400);
        answer.Json.GetProperty("error").GetString().ShouldBe("invalid_request");
    }

    [Fact]
    public async Task JsonIsNoForm() =>
        (await App.Anonymous.PostAsync("/connect/token", new { grant_type = "client_credentials" })).Json.GetProperty("error").GetString().ShouldBe("invalid_request");

    [Fact]
    public async Task RevocationOfARefreshTokenEndsItsSession()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);

        (await App.Anonymous.FormAsync("/connect/revocation", [new("token", signedIn["rememberToken"])])).Status.ShouldBe(200);

        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await RefreshAsync(signedIn["rememberToken"])).Json.GetProperty("error").GetString().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task RevocationOfAnAccessTokenEndsItsSession()
    {
        var signedIn = await App.LoginAsync();

        (await App.Anonymous.FormAsync("/connect/revocation", [new("token", signedIn["token"]), new("token_type_hint", "access_token")])).Status.ShouldBe(200);

        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task RevocationOfATokenNobodyKnowsIsDone() =>
        (await App.Anonymous.FormAsync("/connect/revocation", [new("token", "unknown")])).Status.ShouldBe(200);

    [Fact]
    public async Task RevocationWithoutATokenIsWrong() =>
        (await App.Anonymous.FormAsync("/connect/revocation", [new("token_type_hint", "access_token")])).Json.GetProperty("error").GetString().ShouldBe("invalid_request");

    [Fact]
    public async Task UserInfoTellsWhomTheTokenSpeaksFor()
    {
        var info = (await household.AdminClient.GetAsync("/connect/userinfo")).Json;

        info.GetProperty("sub").GetString().ShouldBe(household.Admin.UserId());
        info.GetProperty("name").GetString().ShouldBe("Olivia");
        info.GetProperty("email").GetString().ShouldBe(Household.AdminEmail);
        info.GetProperty("role").GetString().ShouldBe("admin");
    }

    private static Dictionary<string, string> Credentials(string client, string secret) =>
        new(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret };

    private Task<Answer> RefreshAsync(string token) =>
        App.Anonymous.FormAsync("/connect/token", [new("grant_type", "refresh_token"), new("refresh_token", token), new("client_id", "web")]);

    private async Task<TokenVerifier> VerifierAsync()
    {
        var keys = JsonWebKeySet.Parse(Encoding.UTF8.GetBytes((await App.Anonymous.GetAsync("/.well-known/jwks.json")).Text));
        return new TokenVerifier(new KeyRing(keys.ToVerificationKeys()), new TokenOptions(), TimeProvider.System);
    }
}
