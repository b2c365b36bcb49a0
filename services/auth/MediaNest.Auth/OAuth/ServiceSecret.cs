using System.Security.Cryptography;
using System.Text;
using MediaNest.Persistence;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.OAuth;

/// <summary>Knows the services by the secret they share with auth.</summary>
internal sealed class ServiceSecret(IOptions<ServiceAuthOptions> shared, IOptions<OAuthOptions> options)
{
    /// <summary>Takes the same time for every wrong secret.</summary>
    public bool IsService(string clientId, string secret)
    {
        // hashes have one length, so not even that of the secret shows
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(shared.Value.ClientSecret ?? ""));
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var isSecret = CryptographicOperations.FixedTimeEquals(expected, given);
        return isSecret && shared.Value.ClientSecret is not null && options.Value.Services.Contains(clientId, StringComparer.Ordinal);
    }
}

/// <summary>Others can do without the secret; auth cannot.</summary>
internal sealed class ServiceSecretRequired : IValidateOptions<ServiceAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceAuthOptions options) => options.ClientSecret is null && !DesignTime.IsActive
        ? ValidateOptionsResult.Fail("ServiceAuth:ClientSecret is not set. It must have at least 32 characters and be the same for all services.")
        : ValidateOptionsResult.Success;
}
