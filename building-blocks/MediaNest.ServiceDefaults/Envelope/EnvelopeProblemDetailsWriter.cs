using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.ServiceDefaults;

/// <summary>
/// Turns whatever ASP.NET Core would have answered as problem details (validation, empty 4xx and 5xx answers) into the envelope.
/// </summary>
internal sealed class EnvelopeProblemDetailsWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        status = status is >= 400 and <= 599 ? status : StatusCodes.Status500InternalServerError;
        await EnvelopeWriter.WriteAsync(http, ErrorFor(status, context.ProblemDetails));
    }

    internal static ApiError ErrorFor(IDictionary<string, string[]> errors) =>
        ApiError.Validation([.. errors.SelectMany(e => e.Value.Select(message => new FieldError(CamelCasePath(e.Key), message)))]);

    private static ApiError ErrorFor(int status, ProblemDetails problem) =>
        problem is HttpValidationProblemDetails validation
            ? ErrorFor(validation.Errors)
            : new ApiError(status, ErrorCodes.ForStatus(status), ErrorCodes.MessageForStatus(status));

    /// <summary>Validation names C# members (<c>Seasons[0].Number</c>); clients know them in camelCase.</summary>
    private static string CamelCasePath(string path) =>
        string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
