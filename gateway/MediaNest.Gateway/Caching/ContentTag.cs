using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Caching;

/// <summary>The tag of an answer, from its content: the same content has the same tag at every gateway and after every restart.</summary>
internal static class ContentTag
{
    private const int Bytes = 16;
    private const int Length = 22;

    /// <summary>128 bits of SHA-256 as base64url, without quotes.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Base64Url.EncodeToString(hash[..Bytes]);
    }

    public static bool IsOurs(string tag) => tag.Length == Length;

    /// <summary>The tag in <c>If-None-Match</c> that says that the client has this content, in whatever encoding; null if none does.</summary>
    public static string? FindMatch(StringValues ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList(ifNoneMatch, out var known))
        {
            return null;
        }

        foreach (var candidate in known)
        {
            var text = candidate.Tag.AsSpan().Trim('"');
            if (text is "*")
            {
                return $"\"{tag}\"";
            }

            if (text.StartsWith(tag, StringComparison.Ordinal) && (text.Length == Length || text[Length] == '-'))
            {
                return candidate.Tag.ToString();
            }
        }

        return null;
    }
}
