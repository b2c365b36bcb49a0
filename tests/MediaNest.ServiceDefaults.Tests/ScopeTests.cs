using System.Net.Http.Headers;
using MediaNest.Testing.Identity;
using MediaNest.Tokens.Signing;

namespace MediaNest.ServiceDefaults.Tests;

public sealed class ScopeTests(DefaultsHost host) : IClassFixture<DefaultsHost>
{
    [Theory]
    [InlineData("GET", "/mine", "read")]
    [InlineData("HEAD", "/mine", "read write")]
    [InlineData("DELETE", "/mine", "write")]
    [InlineData("POST", "/mine", "read write")]
    [InlineData("GET", "/api/v1/admin/things", "admin")]
    [InlineData("DELETE", "/API/V1/ADMIN/things", "admin")]
    public async Task WhatTheScopeCoversIsLetThrough(string method, string path, string scope)
    {
        using var response = await SendAsync(method, path, scope);

        ((int)response.StatusCode).ShouldNotBe(403);
    }

    [Theory]
    [InlineData("GET", "/mine", "write")]
    [InlineData("GET", "/mine", "")]
    [InlineData("GET", "/mine", "reader readonly")]
    [InlineData("POST", "/mine", "read")]
    [InlineData("PUT", "/mine", "read admin")]
    [InlineData("GET", "/api/v1/admin/things", "read write")]
    [InlineData("GET", "/API/V1/ADMIN/things", "read write")]
    [InlineData("POST", "/api/v1/admin", "write")]
    public async Task WhatTheScopeDoesNotCoverIsForbidden(string method, string path, string scope)
    {
        using var response = await SendAsync(method, path, scope);

        await DefaultsHost.ErrorOf(response, 403, "FORBIDDEN");
    }

    [Fact]
    public async Task AnAdministratorsTokenWithoutTheScopeIsAUsers()
    {
        using var response = await SendAsync("GET", "/admin", "read");
        using var with = await SendAsync("GET", "/admin", "read admin");

        await DefaultsHost.ErrorOf(response, 403, "FORBIDDEN");
        ((int)with.StatusCode).ShouldBe(200);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string scope)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        var claims = TokenClaims.ForUser(TestIssuer.AdminId, Guid.CreateVersion7().ToString(), "admin", "admin", TimeSpan.FromMinutes(5)) with { Scope = scope };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Issuer.Sign(claims));
        return host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
