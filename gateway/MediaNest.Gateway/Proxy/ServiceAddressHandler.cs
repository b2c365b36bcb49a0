using MediaNest.ServiceDefaults.ServiceClients;

namespace MediaNest.Gateway.Proxy;

/// <summary>Finds services by name, for the few calls the gateway makes itself.</summary>
internal sealed class ServiceAddressHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = endpoints.Resolve(request.RequestUri!);
        return base.SendAsync(request, cancellationToken);
    }
}
