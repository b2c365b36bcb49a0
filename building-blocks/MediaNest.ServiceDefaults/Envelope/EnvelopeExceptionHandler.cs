using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.ServiceDefaults;

/// <summary>Knows what an exception of one capability means to a client. Registered by the building block that throws it.</summary>
public interface IExceptionMapper
{
    /// <summary>Says what the exception means.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>The failure to answer with, or null where this mapper does not know it.</returns>
    ApiError? Map(Exception exception);
}

internal sealed partial class EnvelopeExceptionHandler(
    IEnumerable<IExceptionMapper> mappers,
    IHostEnvironment environment,
    ILogger<EnvelopeExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // nobody is listening any more; 499 keeps it out of the 5xx figures
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var error = Map(exception);
        if (error.Status >= 500)
        {
            LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path, error.Code);
        }
        else
        {
            LogRefused(exception.Message, httpContext.Request.Method, httpContext.Request.Path, error.Code);
        }

        await EnvelopeWriter.WriteAsync(httpContext, error);
        return true;
    }

    private ApiError Map(Exception exception)
    {
        if (exception is BadHttpRequestException bad)
        {
            return MapBadRequest(bad);
        }

        foreach (var mapper in mappers)
        {
            if (mapper.Map(exception) is { } mapped)
            {
                return mapped;
            }
        }

        return new ApiError(500, ErrorCodes.InternalError, ErrorCodes.MessageForStatus(500))
        {
            Details = environment.IsDevelopment() ? exception.GetType().Name + ": " + exception.Message : null,
        };
    }

    private static ApiError MapBadRequest(BadHttpRequestException bad)
    {
        if (bad.StatusCode != StatusCodes.Status400BadRequest)
        {
            return new ApiError(bad.StatusCode, ErrorCodes.ForStatus(bad.StatusCode), ErrorCodes.MessageForStatus(bad.StatusCode));
        }

        return bad.InnerException is JsonException json
            ? ApiError.Validation(FieldOf(json.Path), json.Path is null or "$" ? "The body is not the JSON object that is expected here." : "The value is missing or not of the right type.")
            // ASP.NET Core's own text: names the parameter, holds nothing of the inside
            : new ApiError(400, ErrorCodes.ValidationError, bad.Message);
    }

    private static string FieldOf(string? path) => path is { Length: > 2 } ? path[2..] : "body";

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed with {Code}")]
    private partial void LogFailed(Exception exception, string method, PathString path, string code);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Path} refused with {Code}: {Reason}")]
    private partial void LogRefused(string reason, string method, PathString path, string code);
}
