using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace MediaNest.ServiceDefaults.ServiceClients;

/// <summary>How this service proves to others that it is one of MediaNest's. Section <c>ServiceAuth</c>.</summary>
public sealed class ServiceAuthOptions
{
    /// <summary>The secret all services share with auth; at least 32 characters. Needed by those that call other services.</summary>
    [MinLength(32, ErrorMessage = "ServiceAuth:ClientSecret must have at least 32 characters.")]
    public string? ClientSecret { get; set; }

    /// <summary>The name this service goes by; set by <c>AddServiceDefaults</c>.</summary>
    public string ClientId { get; set; } = "";
}

/// <summary>Fetches and keeps this service's own token (OAuth 2.0 client credentials at auth).</summary>
internal sealed class ServiceTokenSource(HttpClient http, IOptions<ServiceAuthOptions> options, TimeProvider clock, ServiceTokenCache cache)
{
    /// <summary>A token this close to its end may not survive the call it is for.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (cache.Token is { } kept && kept.Ends - Margin > clock.GetUtcNow())
        {
            return kept.Value;
        }

        var secret = options.Value.ClientSecret
            ?? throw new InvalidOperationException("ServiceAuth:ClientSecret is not set; this service cannot call others.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.Value.ClientId,
            ["client_secret"] = secret,
        });
        using var response = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken)
            ?? throw new HttpRequestException("The token answer was empty.");
        cache.Token = new ServiceTokenCache.Entry(answer.AccessToken, clock.GetUtcNow().AddSeconds(answer.ExpiresIn));
        return answer.AccessToken;
    }

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token"), JsonRequired] string AccessToken,
        [property: JsonPropertyName("expires_in"), JsonRequired] int ExpiresIn);
}

/// <summary>Outlives the typed client, which is made anew for every use.</summary>
internal sealed class ServiceTokenCache
{
    public Entry? Token { get; set; }

    internal sealed record Entry(string Value, DateTimeOffset Ends);
}

/// <summary>Adds this service's own token, unless the call is made on behalf of a user and has the user's.</summary>
internal sealed class ServiceTokenHandler(ServiceTokenSource tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
