using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaNest.Testing.Smtp;

/// <summary>What a server does at one of its client's commands instead of the usual.</summary>
public abstract record SmtpReaction
{
    private SmtpReaction()
    {
    }

    /// <summary>Answers with this line, such as <c>450 later</c>.</summary>
    /// <param name="Line">The reply.</param>
    public sealed record Reply(string Line) : SmtpReaction;

    /// <summary>Closes the connection without a word.</summary>
    public sealed record Drop : SmtpReaction;

    /// <summary>Answers as usual, once the task is complete.</summary>
    /// <param name="Until">The task.</param>
    public sealed record Wait(Task Until) : SmtpReaction;
}

/// <summary>
/// A mail server on a free loopback port that keeps what it is sent: EHLO, STARTTLS, AUTH LOGIN, MAIL, RCPT, DATA, RSET, NOOP, QUIT.
/// </summary>
public sealed class LoopbackSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedEmail> _messages = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Task _accepting;

    private LoopbackSmtpServer(bool offersTls, (string User, string Password)? account)
    {
        Account = account;
        Certificate = offersTls ? CreateCertificate() : null;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Self-signed, for 127.0.0.1 and localhost; null where STARTTLS is not offered.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>What was taken, in order.</summary>
    public IReadOnlyCollection<ReceivedEmail> Messages => _messages;

    /// <summary>Every command line received, such as <c>RCPT TO:&lt;x@example.org&gt;</c>; <c>.</c> stands for a message's end.</summary>
    public IReadOnlyCollection<string> Commands => _commands;

    /// <summary>Asked at every command, <c>.</c> for a message's end included and <c>CONNECT</c> at the start; null for the usual.</summary>
    public Func<string, SmtpReaction?> React { get; set; } = _ => null;

    internal (string User, string Password)? Account { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="offersTls">Whether STARTTLS is offered.</param>
    /// <param name="account">Who may send; null for everybody.</param>
    public static LoopbackSmtpServer Start(bool offersTls = false, (string User, string Password)? account = null) => new(offersTls, account);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // first: a listener that is gone refuses to be asked for the next client
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_conversations);
        Certificate?.Dispose();
        _stop.Dispose();
    }

    internal void Note(string command) => _commands.Enqueue(command);

    internal void Take(ReceivedEmail message) => _messages.Enqueue(message);

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _conversations.Add(ConverseAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // stopped
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var conversation = new SmtpConversation(this, client.GetStream());
                await conversation.RunAsync(_stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // the client went away, did not trust us, or the test is over
            }
        }
    }
}
