using System.Diagnostics.CodeAnalysis;

namespace MediaNest.Tokens.Verification;

/// <summary>What became of a token.</summary>
public enum TokenStatus
{
    /// <summary>It is not a token in the one form that is accepted: syntax, header or claims.</summary>
    Malformed,

    /// <summary>No key has its <c>kid</c>.</summary>
    UnknownKey,

    /// <summary>Its <c>alg</c> is not the one of the key it names.</summary>
    WrongAlgorithm,

    /// <summary>The signature is not the key's.</summary>
    BadSignature,

    /// <summary>Somebody else issued it.</summary>
    WrongIssuer,

    /// <summary>It is meant for somebody else.</summary>
    WrongAudience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>It cannot be judged: the keys could not be fetched. No fault of the token's.</summary>
    KeysUnavailable,

    /// <summary>It is good.</summary>
    Valid,
}

/// <summary>A token's judgement.</summary>
public readonly struct TokenResult
{
    private TokenResult(TokenStatus status, VerifiedToken? token)
    {
        Status = status;
        Token = token;
    }

    /// <summary>Good, or why not.</summary>
    public TokenStatus Status { get; }

    /// <summary>What the token says, if it is good.</summary>
    public VerifiedToken? Token { get; }

    /// <summary>Whether it is good.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool IsValid => Token is not null;

    internal static TokenResult Valid(VerifiedToken token) => new(TokenStatus.Valid, token);

    internal static TokenResult Refused(TokenStatus status) => new(status, null);
}
