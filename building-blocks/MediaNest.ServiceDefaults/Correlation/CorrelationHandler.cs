
namespace MediaNest.ServiceDefaults.Correlation;

/// <summary>Passes the correlation id on to the services we call. Not for outside systems: it is nobody else's business.</summary>
internal sealed class CorrelationHandler(ICorrelation correlation) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (correlation.Id is { } id)
        {
            request.Headers.Remove(CorrelationMiddleware.HeaderName);
            request.Headers.TryAddWithoutValidation(CorrelationMiddleware.HeaderName, id);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
