using MediaNest.ServiceDefaults;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;

namespace MediaNest.Auth.Keys;

/// <summary>The keys in use by this replica; <see cref="KeyRotation"/> fills them. Safe for concurrent use.</summary>
internal sealed class SigningKeys(KeyRing ring, TokenSigner signer)
{
    private volatile SigningKey? _current;

    public bool IsReady => _current is not null;

    public IReadOnlyCollection<VerificationKey> Published => ring.Keys;

    public SignedToken Sign(TokenClaims claims) => signer.Sign(_current ?? throw new SigningKeysNotReadyException(), claims);

    public void Use(SigningKey current, IEnumerable<VerificationKey> published)
    {
        ring.Replace(published);
        _current = current;
    }
}

/// <summary>The database, and with it the keys, has not been reached yet.</summary>
internal sealed class SigningKeysNotReadyException() : Exception("No signing key has been loaded yet.");

internal sealed class SigningKeysExceptionMapper : IExceptionMapper
{
    public ApiError? Map(Exception exception) => exception is SigningKeysNotReadyException
        ? ApiError.Unavailable(ErrorCodes.ServiceUnavailable, "Sign-in is not ready yet; try again in a moment.", TimeSpan.FromSeconds(2))
        : null;
}
