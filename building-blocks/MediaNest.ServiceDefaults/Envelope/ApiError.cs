using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace MediaNest.ServiceDefaults;

/// <summary>One field's complaint.</summary>
/// <param name="Field">Name of the field as the client wrote it.</param>
/// <param name="Message">What is allowed.</param>
public sealed record FieldError(string Field, string Message);

/// <summary>A failure in the envelope, usable as the result of an endpoint.</summary>
public sealed class ApiError : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    /// <summary>Creates a failure.</summary>
    /// <param name="status">HTTP status, 400–599.</param>
    /// <param name="code">One of the contract's codes.</param>
    /// <param name="message">A sentence for people; holds no secret, no query, no stack trace.</param>
    public ApiError(int status, string code, string message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        Status = status;
        Code = code;
        Message = message;
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <summary>One of the contract's codes.</summary>
    public string Code { get; }

    /// <summary>A sentence for people.</summary>
    public string Message { get; }

    /// <summary>Field errors for 400, or an object the client can act on (such as the id of the request that stands in the way).</summary>
    public object? Details { get; init; }

    /// <summary>When to try again; becomes <c>error.retryAfter</c> and the header <c>Retry-After</c>, in whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>400 with one field's complaint.</summary>
    /// <param name="field">Name of the field as the client wrote it.</param>
    /// <param name="message">What is allowed.</param>
    /// <returns>The failure.</returns>
    public static ApiError Validation(string field, string message) => Validation([new FieldError(field, message)]);

    /// <summary>400 with every field's complaint.</summary>
    /// <param name="errors">All of them, not the first alone.</param>
    /// <returns>The failure.</returns>
    public static ApiError Validation(IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.ValidationError, ErrorCodes.MessageForStatus(400)) { Details = errors };

    /// <summary>400 with a code of its own.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">A sentence for people.</param>
    /// <returns>The failure.</returns>
    public static ApiError BadRequest(string code, string message) => new(StatusCodes.Status400BadRequest, code, message);

    /// <summary>404.</summary>
    /// <param name="message">A sentence for people.</param>
    /// <returns>The failure.</returns>
    public static ApiError NotFound(string message = "There is no such thing, or it is not yours.") =>
        new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, message);

    /// <summary>403.</summary>
    /// <param name="message">A sentence for people.</param>
    /// <returns>The failure.</returns>
    public static ApiError Forbidden(string message = "You may not do this.") =>
        new(StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, message);

    /// <summary>409.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="details">What stands in the way.</param>
    /// <returns>The failure.</returns>
    public static ApiError Conflict(string code, string message, object? details = null) =>
        new(StatusCodes.Status409Conflict, code, message) { Details = details };

    /// <summary>503 with a code that names the system that does not answer.</summary>
    /// <param name="code">Such as <c>PLEX_UNREACHABLE</c>.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="retryAfter">When to try again.</param>
    /// <returns>The failure.</returns>
    public static ApiError Unavailable(string code, string message, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, code, message) { RetryAfter = retryAfter };

    /// <summary>The failure as it stands in the envelope, for what is not answered over HTTP.</summary>
    /// <returns>The envelope's <c>error</c>.</returns>
    public ErrorBody ToBody() => new(Code, Message, Details, RetryAfterSeconds());

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext) => EnvelopeWriter.WriteAsync(httpContext, this);

    /// <summary>The header's form of <see cref="RetryAfter"/>: whole seconds, at least one.</summary>
    /// <returns>The text, or null where there is nothing to say.</returns>
    internal string? RetryAfterHeader() => RetryAfterSeconds()?.ToString(CultureInfo.InvariantCulture);

    internal int? RetryAfterSeconds() => RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ErrorEnvelope), ["application/json"]));
}
