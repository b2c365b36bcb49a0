using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MediaNest.Encryption;

/// <summary>Registers encryption of what lies in the database.</summary>
public static class EncryptionExtensions
{
    /// <summary>Adds <see cref="SecretProtector"/> with the options of section <c>Encryption</c>; without a good key the service does not start.</summary>
    /// <param name="services">The services being gathered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEncryption(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<EncryptionOptions>().BindConfiguration(EncryptionOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EncryptionOptions>, EncryptionOptionsValidator>());
        services.TryAddSingleton<SecretProtector>();
        return services;
    }
}
