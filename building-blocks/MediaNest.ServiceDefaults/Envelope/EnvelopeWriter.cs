using System.Text.Json.Serialization;
using MediaNest.ServiceDefaults.Correlation;
using Microsoft.AspNetCore.Http;

namespace MediaNest.ServiceDefaults;

/// <summary>The failure envelope on the wire.</summary>
/// <param name="Error">What went wrong.</param>
/// <param name="CorrelationId">Names the request in logs and traces.</param>
public sealed record ErrorEnvelope(ErrorBody Error, string? CorrelationId)
{
    /// <summary>Always false.</summary>
    [JsonPropertyOrder(-1)]
    public bool Success { get; }
}

/// <summary>What went wrong.</summary>
/// <param name="Code">One of the contract's codes.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Details">Field errors, or what stands in the way.</param>
/// <param name="RetryAfter">Seconds until another try makes sense.</param>
public sealed record ErrorBody(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Details = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter = null);

/// <summary>Writes failures; the one place that knows the envelope's shape.</summary>
public static class EnvelopeWriter
{
    /// <summary>Answers with the failure, unless the answer is already on its way.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The failure.</param>
    /// <returns>When it is written.</returns>
    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var response = context.Response;
        response.StatusCode = error.Status;
        response.Headers.CacheControl = "no-store";
        var correlationId = CorrelationMiddleware.IdOf(context);
        if (correlationId is not null)
        {
            // the exception handler has cleared the headers by now
            response.Headers[CorrelationMiddleware.HeaderName] = correlationId;
        }

        if (error.RetryAfterHeader() is { } retryAfter)
        {
            response.Headers.RetryAfter = retryAfter;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var body = new ErrorEnvelope(error.ToBody(), correlationId);
        return response.WriteAsJsonAsync(body, JsonDefaults.Options, context.RequestAborted);
    }
}
