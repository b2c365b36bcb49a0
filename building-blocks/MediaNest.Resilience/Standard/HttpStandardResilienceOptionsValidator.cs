using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Reports everything that is wrong, not the first thing.</summary>
internal sealed class HttpStandardResilienceOptionsValidator : IValidateOptions<HttpStandardResilienceOptions>
{
    private const int SamplingMultiplier = 2;

    public ValidateOptionsResult Validate(string? name, HttpStandardResilienceOptions options)
    {
        var errors = new List<string>();
        foreach (var (part, value) in new (string, object?)[]
        {
            (nameof(options.RateLimiter), options.RateLimiter),
            (nameof(options.TotalRequestTimeout), options.TotalRequestTimeout),
            (nameof(options.Retry), options.Retry),
            (nameof(options.CircuitBreaker), options.CircuitBreaker),
            (nameof(options.AttemptTimeout), options.AttemptTimeout),
        })
        {
            Annotations(part, value, errors);
        }

        if (errors.Count == 0)
        {
            Combination(options, errors);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Annotations(string part, object? value, List<string> errors)
    {
        if (value is null)
        {
            errors.Add($"{part} is required.");
            return;
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"{part}: {result.ErrorMessage}"));
    }

    private static void Combination(HttpStandardResilienceOptions options, List<string> errors)
    {
        if (options.AttemptTimeout.Timeout > options.TotalRequestTimeout.Timeout)
        {
            errors.Add($"TotalRequestTimeout ({options.TotalRequestTimeout.Timeout}) must be at least AttemptTimeout ({options.AttemptTimeout.Timeout}).");
        }

        if (options.CircuitBreaker.SamplingDuration < options.AttemptTimeout.Timeout * SamplingMultiplier)
        {
            errors.Add($"CircuitBreaker.SamplingDuration ({options.CircuitBreaker.SamplingDuration}) must be at least twice AttemptTimeout ({options.AttemptTimeout.Timeout}).");
        }

        if (options.RateLimiter.DefaultRateLimiterOptions is { PermitLimit: < 1 } or { QueueLimit: < 0 })
        {
            errors.Add("RateLimiter.DefaultRateLimiterOptions: PermitLimit must be at least 1 and QueueLimit at least 0.");
        }
    }
}
