using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MediaNest.Testing.Identity.Hostile;

/// <summary>What came back.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The envelope's error code; null where there is none.</param>
public sealed record RawAnswer(int Status, string? Code);

/// <summary>Sends a token as it is, over a socket: HTTP clients refuse to send half of what an attacker would.</summary>
public static partial class RawRequest
{
    /// <summary>What Kestrel reads of one request's headers; a token beyond it is refused by the server itself, before any of our code, with a bare 431.</summary>
    public const int LongestHeaders = 32 * 1024;

    /// <summary>Asks with <c>Authorization: Bearer</c> and the token.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="token">Any text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RawAnswer> GetAsync(Uri address, string path, string token, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var stream = client.GetStream();
        var request = Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n");
        // a server that has read enough answers and closes while the rest is still on its way
        var sending = SendAsync(stream, request, cancellationToken);
        var answer = await ReadAsync(stream, cancellationToken);
        await sending;
        return new RawAnswer(
            int.Parse(StatusLine().Match(answer).Groups["status"].Value, CultureInfo.InvariantCulture),
            ErrorCode().Match(answer) is { Success: true } code ? code.Groups["code"].Value : null);
    }

    /// <summary>The answer that a hostile token must get.</summary>
    /// <param name="name">Its name in <see cref="HostileTokens.All"/>.</param>
    public static RawAnswer ExpectedFor(string name)
    {
        var (make, status) = HostileTokens.All[name];
        var token = make();
        return token switch
        {
            { Length: > LongestHeaders } => new RawAnswer(431, Code: null),
            // HTTP itself does not carry it
            _ when token.Contains('\0', StringComparison.Ordinal) => new RawAnswer(400, Code: null),
            _ => new RawAnswer(401, status == MediaNest.Tokens.Verification.TokenStatus.Expired ? "TOKEN_EXPIRED" : "INVALID_TOKEN"),
        };
    }

    private static async Task SendAsync(NetworkStream stream, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(request, cancellationToken);
        }
        catch (IOException)
        {
            // answered already
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, cancellationToken);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // reset after the answer, since part of the request was never read
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    [GeneratedRegex(@"^HTTP/1\.1 (?<status>\d{3})", RegexOptions.NonBacktracking)]
    private static partial Regex StatusLine();

    [GeneratedRegex("\"code\":\"(?<code>[A-Z_]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex ErrorCode();
}
