using MediaNest.ServiceDefaults.ServiceClients;

namespace MediaNest.Gateway.Proxy;

/// <summary>Finds auth, for its keys.</summary>
internal sealed class AuthAddressHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = endpoints.Resolve(request.RequestUri!);
        return base.SendAsync(request, cancellationToken);
    }
}
