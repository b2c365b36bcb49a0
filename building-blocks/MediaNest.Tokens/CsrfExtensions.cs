using MediaNest.Tokens.Csrf;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers CSRF tokens.</summary>
public static class CsrfExtensions
{
    /// <summary>Adds <see cref="CsrfTokens"/> (options <c>Csrf</c>).</summary>
    /// <param name="services">The services.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    public static IServiceCollection AddCsrfTokens(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<CsrfOptions>().BindConfiguration(CsrfOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(provider => new CsrfTokens(
            provider.GetRequiredService<IOptions<CsrfOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
