using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers token signing and verification.</summary>
public static class TokensExtensions
{
    /// <summary>
    /// Adds a <see cref="TokenVerifier"/> over the keys that auth publishes (options <c>Tokens</c> and <c>Tokens:Jwks</c>).
    /// Returns the HTTP client's builder, for service discovery and the like.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IHttpClientBuilder AddTokenVerification(this IServiceCollection services)
    {
        services.AddTokenOptions();
        services.AddOptions<JwksOptions>().BindConfiguration(JwksOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(provider => new JwksKeySource(
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<IOptions<JwksOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JwksKeySource>>()));
        services.TryAddSingleton<IKeySource>(provider => provider.GetRequiredService<JwksKeySource>());
        services.AddVerifier();
        return services.AddHttpClient(JwksKeySource.HttpClientName);
    }

    /// <summary>Adds a <see cref="TokenSigner"/>, a <see cref="KeyRing"/> (empty: the caller fills it) and a <see cref="TokenVerifier"/> over it: auth's side.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddTokenSigning(this IServiceCollection services)
    {
        services.AddTokenOptions();
        services.TryAddSingleton(_ => new KeyRing());
        services.Replace(ServiceDescriptor.Singleton<IKeySource>(provider => provider.GetRequiredService<KeyRing>()));
        services.TryAddSingleton(provider => new TokenSigner(
            provider.GetRequiredService<IOptions<MediaNest.Tokens.TokenOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddVerifier();
        return services;
    }

    private static void AddTokenOptions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<MediaNest.Tokens.TokenOptions>()
            .BindConfiguration(MediaNest.Tokens.TokenOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
    }

    private static void AddVerifier(this IServiceCollection services) =>
        services.TryAddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<IKeySource>(),
            provider.GetRequiredService<IOptions<MediaNest.Tokens.TokenOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
}
