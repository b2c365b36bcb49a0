using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.ServiceDefaults.Tests;

public sealed class ServiceClientTests(DefaultsHost host) : IClassFixture<DefaultsHost>
{
    [Fact]
    public async Task ACallIsMadeInTheServicesOwnName()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/internal");
        using var response = await SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ACallOnBehalfOfAUserIsMadeInTheUsersName()
    {
        var id = Guid.CreateVersion7();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mine");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Issuer.UserToken(id));
        using var response = await SendAsync(request);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"\"{id}\"");
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        host.Services.GetRequiredService<OwnClient>().SendAsync(request, TestContext.Current.CancellationToken);
}
