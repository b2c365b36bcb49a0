using System.Net.Security;
using System.Text;

namespace MediaNest.Testing.Smtp;

/// <summary>One connection's dialogue.</summary>
internal sealed class SmtpConversation(LoopbackSmtpServer server, Stream stream) : IAsyncDisposable
{
    private readonly List<string> _recipients = [];
    private Stream _stream = stream;
    private string? _sender;
    private bool _encrypted;
    private bool _signedIn;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await SayAsync("CONNECT", "220 loopback ready", cancellationToken))
        {
            return;
        }

        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            server.Note(line);
            if (!await ObeyAsync(line, cancellationToken))
            {
                return;
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<bool> ObeyAsync(string line, CancellationToken cancellationToken)
    {
        switch (line.Split(' ')[0].ToUpperInvariant())
        {
            case "EHLO":
                return await SayAsync(line, Capabilities(), cancellationToken);
            case "STARTTLS" when server.Certificate is not null && !_encrypted:
                return await SayAsync(line, "220 go ahead", cancellationToken) && await EncryptAsync(cancellationToken);
            case "AUTH" when line.StartsWith("AUTH LOGIN", StringComparison.OrdinalIgnoreCase):
                return await SignInAsync(line, cancellationToken);
            case "MAIL" when server.Account is not null && !_signedIn:
                return await SayAsync(line, "530 5.7.0 Authentication required", cancellationToken);
            case "MAIL":
                _sender = PathOf(line);
                _recipients.Clear();
                return await SayAsync(line, "250 ok", cancellationToken);
            case "RCPT":
                _recipients.Add(PathOf(line));
                return await SayAsync(line, "250 ok", cancellationToken);
            case "DATA":
                return await ReceiveAsync(line, cancellationToken);
            case "QUIT":
                await SayAsync(line, "221 bye", cancellationToken);
                return false;
            case "HELO" or "RSET" or "NOOP":
                return await SayAsync(line, "250 ok", cancellationToken);
            default:
                return await SayAsync(line, "502 not here", cancellationToken);
        }
    }

    private string Capabilities()
    {
        List<string> lines = ["loopback", "8BITMIME"];
        if (server.Certificate is not null && !_encrypted)
        {
            lines.Add("STARTTLS");
        }

        if (server.Account is not null)
        {
            lines.Add("AUTH LOGIN");
        }

        return string.Join("\r\n", lines.Select((line, i) => $"250{(i == lines.Count - 1 ? ' ' : '-')}{line}"));
    }

    private async Task<bool> EncryptAsync(CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, cancellationToken);
        _encrypted = true;
        return true;
    }

    private async Task<bool> SignInAsync(string line, CancellationToken cancellationToken)
    {
        string user;
        if (line.Split(' ') is [_, _, var initial])
        {
            user = Decode(initial);
        }
        else
        {
            await WriteAsync("334 VXNlcm5hbWU6", cancellationToken);
            user = Decode(await ReadLineAsync(cancellationToken) ?? "");
        }

        await WriteAsync("334 UGFzc3dvcmQ6", cancellationToken);
        var password = Decode(await ReadLineAsync(cancellationToken) ?? "");
        _signedIn = server.Account == (user, password);
        return await SayAsync(line, _signedIn ? "235 welcome" : "535 5.7.8 wrong", cancellationToken);

        static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
    }

    private async Task<bool> ReceiveAsync(string command, CancellationToken cancellationToken)
    {
        if (server.React(command) is SmtpReaction.Reply)
        {
            // refused, so no message follows
            return await SayAsync(command, "", cancellationToken);
        }

        if (!await SayAsync(command, "354 go on", cancellationToken))
        {
            return false;
        }

        var text = new StringBuilder();
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == ".")
            {
                server.Note(line);
                return await SayAsync(line, "250 taken", cancellationToken, () =>
                    server.Take(ReceivedEmail.Parse(text.ToString(), _sender, [.. _recipients], _encrypted)));
            }

            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return false;
    }

    /// <summary>Answers as the test wants it, else as usual; false where the conversation is over.</summary>
    private async Task<bool> SayAsync(string command, string usual, CancellationToken cancellationToken, Action? accept = null)
    {
        var reaction = server.React(command);
        switch (reaction)
        {
            case SmtpReaction.Drop:
                return false;
            case SmtpReaction.Reply(var line):
                await WriteAsync(line, cancellationToken);
                return command != "CONNECT";
            case SmtpReaction.Wait(var until):
                await until.WaitAsync(cancellationToken);
                break;
        }

        accept?.Invoke();
        await WriteAsync(usual, cancellationToken);
        return true;
    }

    private Task WriteAsync(string text, CancellationToken cancellationToken) =>
        _stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), cancellationToken).AsTask();

    /// <summary>Byte by byte: nothing may be read past STARTTLS.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private static string PathOf(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
