namespace MediaNest.ServiceDefaults.Identity;

/// <summary>The names of OAuth 2.0 Token Exchange (RFC 8693), by which the gateway asks auth for an access token.</summary>
public static class TokenExchange
{
    /// <summary>The <c>grant_type</c>.</summary>
    public const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <summary>An access token, as subject or as what is issued (RFC 8693, 3).</summary>
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>An API key as subject: a type of our own, as RFC 8693, 3 allows.</summary>
    public const string ApiKeyType = "urn:medianest:params:oauth:token-type:api-key";
}
