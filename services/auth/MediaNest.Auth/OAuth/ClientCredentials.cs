using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MediaNest.Auth.OAuth;

/// <summary>How a client names itself: HTTP Basic or fields of the form (RFC 6749, 2.3.1), not both.</summary>
internal sealed record ClientCredentials(string? ClientId, string? Secret, bool FromHeader)
{
    public static bool TryRead(HttpRequest request, IFormCollection form, [NotNullWhen(true)] out ClientCredentials? credentials)
    {
        credentials = null;
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            credentials = new ClientCredentials(Single(form, "client_id"), Single(form, "client_secret"), FromHeader: false);
            return true;
        }

        var value = header.ToString();
        if (header.Count > 1 || !value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || form.ContainsKey("client_secret"))
        {
            return false;
        }

        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value[6..].Trim(), bytes, out var written))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, written).Split(':', 2);
        if (parts.Length != 2)
        {
            return false;
        }

        // both halves are form-encoded first
        credentials = new ClientCredentials(Decode(parts[0]), Decode(parts[1]), FromHeader: true);
        return true;
    }

    public static string? Single(IFormCollection form, string name) => form.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
