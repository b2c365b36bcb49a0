using System.Text.Json;

namespace MediaNest.Tokens.Verification;

/// <summary>Reads the claims of a token whose signature is good. A member of the wrong type spoils the token; unknown members do not.</summary>
internal ref struct ClaimsReader
{
    private const int MaximumTextLength = 512;
    private static readonly long LatestSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private bool _malformed;

    public static bool TryRead(JsonElement claims, string keyId, out ReadClaims read)
    {
        var reader = new ClaimsReader();
        string? issuer = null, subject = null, session = null, role = null, name = null, id = null, scope = null;
        DateTimeOffset? issuedAt = null, notBefore = null, expiresAt = null;
        JsonElement audience = default;
        foreach (var member in claims.EnumerateObject())
        {
            switch (member.Name)
            {
                case "iss": issuer = reader.Text(member.Value); break;
                case "aud": audience = reader.Audience(member.Value); break;
                case "sub": subject = reader.Text(member.Value); break;
                case "sid": session = reader.Text(member.Value); break;
                case "role": role = reader.Text(member.Value); break;
                case "name": name = reader.Text(member.Value, mayBeEmpty: true); break;
                case "scope": scope = reader.Text(member.Value, mayBeEmpty: true); break;
                case "jti": id = reader.Text(member.Value); break;
                case "iat": issuedAt = reader.Time(member.Value); break;
                case "nbf": notBefore = reader.Time(member.Value); break;
                case "exp": expiresAt = reader.Time(member.Value); break;
            }
        }

        if (reader._malformed || subject is null || role is null || expiresAt is null)
        {
            read = default;
            return false;
        }

        read = new ReadClaims(issuer, audience, new VerifiedToken
        {
            Subject = subject,
            UserId = Guid.TryParseExact(subject, "D", out var userId) ? userId : null,
            SessionId = session,
            Role = role,
            Name = name,
            Scope = scope,
            Id = id,
            KeyId = keyId,
            IssuedAt = issuedAt,
            NotBefore = notBefore,
            ExpiresAt = expiresAt.Value,
        });
        return true;
    }

    private string? Text(JsonElement value, bool mayBeEmpty = false)
    {
        var text = StrictJson.String(value);
        if (text is null || text.Length > MaximumTextLength || (text.Length == 0 && !mayBeEmpty))
        {
            _malformed = true;
        }

        return text;
    }

    private DateTimeOffset? Time(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var seconds)
            && seconds >= 0
            && seconds <= LatestSecond)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        _malformed = true;
        return null;
    }

    private JsonElement Audience(JsonElement value)
    {
        var wellFormed = value.ValueKind switch
        {
            JsonValueKind.String => StrictJson.String(value) is not null,
            JsonValueKind.Array => value.EnumerateArray().All(item => StrictJson.String(item) is not null),
            _ => false,
        };
        _malformed |= !wellFormed;
        return value;
    }
}

/// <summary>Claims that are well formed, and still to be judged.</summary>
internal readonly record struct ReadClaims(string? Issuer, JsonElement Audience, VerifiedToken Token)
{
    public bool IsMeantFor(string audience) => Audience.ValueKind switch
    {
        JsonValueKind.String => Audience.ValueEquals(audience),
        JsonValueKind.Array => Audience.EnumerateArray().Any(item => item.ValueEquals(audience)),
        _ => false,
    };
}
