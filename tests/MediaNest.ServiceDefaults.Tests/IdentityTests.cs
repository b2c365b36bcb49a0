using System.Net;

namespace MediaNest.ServiceDefaults.Tests;

public sealed class IdentityTests(DefaultsHost host) : IClassFixture<DefaultsHost>
{
    [Fact]
    public async Task AUserIsKnownByTheTokensSubject()
    {
        var id = Guid.CreateVersion7();

        using var response = await host.GetAsync("/mine", host.Issuer.UserToken(id));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"\"{id}\"");
    }

    [Fact]
    public async Task AUserIsNoAdministrator()
    {
        using var response = await host.GetAsync("/admin", host.Issuer.UserToken());

        await DefaultsHost.ErrorOf(response, 403, "FORBIDDEN");
    }

    [Fact]
    public async Task AnAdministratorIsNoService()
    {
        using var admin = await host.GetAsync("/admin", host.Issuer.AdminToken());
        using var response = await host.GetAsync("/internal", host.Issuer.AdminToken());

        admin.StatusCode.ShouldBe(HttpStatusCode.OK);
        await DefaultsHost.ErrorOf(response, 403, "FORBIDDEN");
    }

    [Fact]
    public async Task AServiceIsNoUser()
    {
        using var inside = await host.GetAsync("/internal", host.Issuer.ServiceToken("media"));
        using var response = await host.GetAsync("/mine", host.Issuer.ServiceToken("media"));

        inside.StatusCode.ShouldBe(HttpStatusCode.OK);
        await DefaultsHost.ErrorOf(response, 403, "FORBIDDEN");
    }

    [Fact]
    public async Task GarbageIsAnInvalidToken()
    {
        using var response = await host.GetAsync("/mine", "a.b.c");

        await DefaultsHost.ErrorOf(response, 401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task AnExpiredTokenSaysSo()
    {
        using var response = await host.GetAsync("/mine", host.Issuer.ExpiredToken());

        await DefaultsHost.ErrorOf(response, 401, "TOKEN_EXPIRED");
    }

    [Fact]
    public async Task AnotherIssuersTokenIsInvalid()
    {
        using var response = await host.GetAsync("/mine", host.Issuer.ForeignToken());

        await DefaultsHost.ErrorOf(response, 401, "INVALID_TOKEN");
    }
}
