using MediaNest.ServiceDefaults.Correlation;
using MediaNest.Tokens.Csrf;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Cors;

/// <summary>Which other origins' pages may use the API, with the user's cookies. Section <c>Cors</c>.</summary>
internal sealed class CorsSettings
{
    public const string SectionName = "Cors";

    /// <summary>Such as <c>https://app.example.org</c>: scheme, host and port, nothing else. None by default.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>How long a browser may remember what it was told, up to 2 hours (Chromium keeps it no longer).</summary>
    public TimeSpan PreflightMaxAge { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Reports every origin that is none. <c>*</c> is never allowed: answers come with credentials.</summary>
internal sealed class CorsSettingsValidator(IConfiguration configuration) : IValidateOptions<CorsSettings>
{
    private static readonly TimeSpan LongestMaxAge = TimeSpan.FromHours(2);

    public ValidateOptionsResult Validate(string? name, CorsSettings options)
    {
        var errors = options.Origins.Select((origin, index) => (origin, index))
            .Where(entry => !IsOrigin(entry.origin))
            .Select(entry => $"Cors:Origins:{entry.index} '{entry.origin}' must be an origin such as https://app.example.org: http or https, host and port, no path and no wildcard.")
            .ToList();
        if (configuration[$"{CorsSettings.SectionName}:Origins"] is { Length: > 0 })
        {
            errors.Add("Cors:Origins must be a list: Cors:Origins:0, Cors:Origins:1 and so on.");
        }

        if (options.PreflightMaxAge < TimeSpan.Zero || options.PreflightMaxAge > LongestMaxAge)
        {
            errors.Add("Cors:PreflightMaxAge must be between 00:00:00 and 02:00:00.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && string.Equals(address.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase)
        && address.UserInfo.Length == 0
        && !address.Host.Contains('*', StringComparison.Ordinal);
}

internal static class CorsSetup
{
    private static readonly string[] Methods =
        [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    private static readonly string[] RequestHeaders =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfNoneMatch, HeaderNames.XRequestedWith, "Idempotency-Key", "X-API-Key",
        CsrfTokens.HeaderName, CorrelationMiddleware.HeaderName,
    ];

    private static readonly string[] ExposedHeaders =
    [
        CsrfTokens.HeaderName, CorrelationMiddleware.HeaderName, HeaderNames.ETag, HeaderNames.RetryAfter, HeaderNames.Location,
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Rate-Limit-Remaining", "X-RateLimit-Mode",
    ];

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddOptions<CorsSettings>().BindConfiguration(CorsSettings.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorsSettings>, CorsSettingsValidator>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>>((cors, settings) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(settings.Value.Origins)
            .AllowCredentials()
            .WithMethods(Methods)
            .WithHeaders(RequestHeaders)
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(settings.Value.PreflightMaxAge)));
    }

    /// <summary>Answers preflights, before anything is counted or checked (they carry no credentials), and marks answers for the origins. Nothing where none is configured.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<CorsSettings>>().Value.Origins.Length > 0)
        {
            app.UseCors();
        }
    }
}
