namespace MediaNest.Gateway.Tests;

/// <summary>What only the gateway may say, and what only services say among themselves, cannot be said from outside.</summary>
public sealed class ForgeryTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData("X-MediaNest-User")]
    [InlineData("X-MediaNest-Anything")]
    [InlineData("x-user-anything")]
    [InlineData("X-User")]
    [InlineData("X-Service-Token")]
    [InlineData("X-Internal")]
    [InlineData("X-Internal-Secret")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Forwarded-Port")]
    [InlineData("X-Forwarded-Client-Cert")]
    [InlineData("X-Auth-User")]
    [InlineData("X-Authenticated-UserId")]
    [InlineData("X-Remote-User")]
    [InlineData("X-Actor-ID")]
    [InlineData("X-Ephemeral")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("forwarded")]
    public async Task WhatSaysWhoIsCallingDoesNotGetIn(string name)
    {
        var user = await _gateway.SignInAsync();

        var seen = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/media/requests", user.Token, prepare: request =>
        {
            request.Headers.TryAddWithoutValidation(name, "forged");
            request.Headers.Add("X-Requested-With", "XMLHttpRequest");
        }).SeenAsync();

        seen.Headers.ShouldNotContainKey(name);
        seen.Headers.Values.ShouldNotContain("forged");
        seen.Headers["X-Requested-With"].ShouldBe("XMLHttpRequest");
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=media&client_secret=guess")]
    [InlineData("grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=guess")]
    [InlineData("grant_type=password&username=a&password=b")]
    [InlineData("grant_type=refresh_token&grant_type=client_credentials&refresh_token=x")]
    [InlineData("grant_type=client_credentials&grant_type=refresh_token&refresh_token=x")]
    [InlineData("GRANT_TYPE=client_credentials&grant_type=refresh_token")]
    [InlineData("grant_type=Refresh_Token")]
    [InlineData("grant_type=")]
    [InlineData("refresh_token=x")]
    public async Task NoGrantButRefreshTokenReachesAuth(string form)
    {
        using var answer = await PostFormAsync(form);

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"unsupported_grant_type\"");
        answer.Header("Cache-Control").ShouldBe("no-store");
    }

    [Fact]
    public async Task ARefreshTokenReachesAuthAsItWasSent()
    {
        const string Form = "grant_type=refresh_token&refresh_token=a%2Bb&client_id=cli";

        (await PostFormAsync(Form).SeenAsync()).Body.ShouldBe(Form);
    }

    [Theory]
    [InlineData("/openapi/v1.json/")]
    [InlineData("/api/v1/admin/../../connect/token")]
    [InlineData("/services/media")]
    [InlineData("/health/anything")]
    [InlineData("/metrics")]
    public async Task ServicesInnerAddressesAreNotReachable(string path)
    {
        foreach (var method in new[] { "GET", "POST" })
        {
            using var answer = await _gateway.SendAsync(new HttpMethod(method), path);
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldNotContain("\"service\":\"");
        }
    }

    [Fact]
    public async Task AServicesHealthIsItsOwnAndTheGatewayAnswersForItself()
    {
        using var answer = await _gateway.GetAsync("/health/ready");

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("\"service\":");
    }

    private Task<HttpResponseMessage> PostFormAsync(string form) => _gateway.SendAsync(
        HttpMethod.Post, "/connect/token", content: new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"));
}
