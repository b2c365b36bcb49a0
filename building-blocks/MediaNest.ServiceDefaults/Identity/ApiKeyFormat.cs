using System.Buffers;

namespace MediaNest.ServiceDefaults.Identity;

/// <summary>What API keys look like. The gateway takes them from clients and auth alone knows them; no other service ever sees one.</summary>
public static class ApiKeyFormat
{
    /// <summary>The header that holds one.</summary>
    public const string HeaderName = "X-API-Key";

    /// <summary>What every key begins with, so that people and secret scanners know one when they see it.</summary>
    public const string Prefix = "mnk_";

    /// <summary>Random bytes of a key; they follow the prefix as base64url.</summary>
    public const int SecretBytes = 32;

    private const int SecretLength = 43;

    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a text may be a key at all.</summary>
    /// <param name="text">What came in.</param>
    public static bool IsWellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == Prefix.Length + SecretLength
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Base64Url) < 0;
    }
}
