#pragma warning disable ASP0029 // as in AnnotatedTypeResolver
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace MediaNest.ServiceDefaults.Validation;

/// <summary>The validation of request bodies, for what is put together from a body and something else.</summary>
public static class RequestValidation
{
    /// <summary>Checks a value as if it had come as a body.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="value">What to check.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>Every field's complaint; null where there is none.</returns>
    public static async Task<ApiError?> FindErrorAsync(this IServiceProvider services, object value, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        if (!options.TryGetValidatableTypeInfo(value.GetType(), out var type))
        {
            return null;
        }

        var context = new ValidateContext
        {
            ValidationOptions = options,
            ValidationContext = new ValidationContext(value, services, items: null),
        };
        await type.ValidateAsync(value, context, cancellationToken);
        return context.ValidationErrors is { Count: > 0 } errors ? EnvelopeProblemDetailsWriter.ErrorFor(errors) : null;
    }
}
