using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNest.Email;

/// <summary>Sends one message at a time: to the SMTP server, or into the drop folder where none is configured. It neither keeps nor repeats any.</summary>
public sealed class EmailSender
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MediaNest.Email";

    private readonly EmailOptions _options;
    private readonly string _dropFolder;
    private readonly TimeProvider _clock;
    private readonly ILogger<EmailSender> _logger;
    private readonly Counter<long> _sent;

    /// <summary>Creates a sender; <c>AddEmail</c> does.</summary>
    /// <param name="options">Section <c>Email</c>.</param>
    /// <param name="environment">Says where a relative drop folder lies.</param>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="clock">Limits the time a message may take.</param>
    /// <param name="logger">Never told whom a message goes to or what it says.</param>
    public EmailSender(IOptions<EmailOptions> options, IHostEnvironment environment, IMeterFactory meters, TimeProvider clock, ILogger<EmailSender> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        _options = options.Value;
        _dropFolder = Path.GetFullPath(_options.DropFolder, environment.ContentRootPath);
        _clock = clock;
        _logger = logger;
        _sent = meters.Create(MeterName).CreateCounter<long>("medianest.email.sent", "{message}", "Messages that were sent or failed.");
        if (!_options.HasServer)
        {
            _logger.NoServer(_dropFolder);
        }
    }

    /// <summary>Sends a message. When the task completes, the server has taken it, or the file is whole and in its place.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Breaks the conversation off.</param>
    /// <returns>A task.</returns>
    /// <exception cref="EmailException">It was not taken; the exception tells whether to try again.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var mail = Compose(message);
        try
        {
            await (_options.HasServer ? SubmitAsync(mail, cancellationToken) : DropAsync(message, mail, cancellationToken));
        }
        catch (EmailException exception)
        {
            _sent.Add(1, new KeyValuePair<string, object?>("outcome", exception.IsPermanent ? "refused" : "failed"));
            throw;
        }

        _sent.Add(1, new KeyValuePair<string, object?>("outcome", "sent"));
        _logger.Sent(message.Id);
    }

    private MailMessage Compose(EmailMessage message)
    {
        var from = new MailAddress(EmailAddress.Parse(_options.From).Value, _options.FromName, Encoding.UTF8);
        var mail = new MailMessage(from, new MailAddress(message.To.Value))
        {
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            // what RFC 5322 wants of every line, wherever the text was written
            Body = message.Text.ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        mail.Headers.Add("Message-ID", $"<{message.Id:N}@{from.Host}>");
        // RFC 3834: keeps 'out of office' replies away
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (message.Unsubscribe is { } unsubscribe)
        {
            // AbsoluteUri is percent-encoded ASCII: it cannot end the line
            mail.Headers.Add("List-Unsubscribe", $"<{unsubscribe.AbsoluteUri}>");
        }

        if (message.Html is { } html)
        {
            var view = AlternateView.CreateAlternateViewFromString(html.ReplaceLineEndings("\r\n"), Encoding.UTF8, MediaTypeNames.Text.Html);
            view.TransferEncoding = TransferEncoding.QuotedPrintable;
            mail.AlternateViews.Add(view);
        }

        return mail;
    }

    private async Task SubmitAsync(MailMessage mail, CancellationToken cancellationToken)
    {
        // a connection for each message: they are few, and a server may have closed an idle one without a word
        using var client = new SmtpClient(_options.Host, _options.Port)
        {
            EnableSsl = _options.UseTls,
            UseDefaultCredentials = false,
            // holds for the one step that the client does not do asynchronously: waiting for the reply at a message's end
            Timeout = (int)_options.Timeout.TotalMilliseconds,
        };
        if (!string.IsNullOrEmpty(_options.User))
        {
            client.Credentials = new NetworkCredential(_options.User, _options.Password);
        }

        // and this one for all the others
        using var timeout = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await client.SendMailAsync(mail, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EmailException($"The SMTP server did not take the message within {_options.Timeout}.", isPermanent: false, exception);
        }
        catch (SmtpException exception)
        {
            throw Explain(exception);
        }
        catch (Exception exception) when (exception is IOException or SocketException or FormatException or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            throw new EmailException($"The conversation with the SMTP server broke off ({exception.GetType().Name}).", isPermanent: false, exception);
        }
    }

    /// <summary>What the server said often repeats the address: only its code is told on.</summary>
    private static EmailException Explain(SmtpException exception)
    {
        var code = (int)exception.StatusCode;
        // 550–553 are about the recipient or the message; 530, 535 and the like are the operator's to mend, and 554 may be said of the message
        // or, as a greeting, of nobody in particular: then the message goes later
        var isPermanent = code is >= 550 and <= 553;
        return new EmailException(
            code > 0
                ? string.Create(CultureInfo.InvariantCulture, $"The SMTP server refused the message with {code}.")
                : $"The SMTP server was not reached or did not speak as it should ({(exception.InnerException ?? exception).GetType().Name}).",
            isPermanent,
            exception);
    }

    private async Task DropAsync(EmailMessage message, MailMessage mail, CancellationToken cancellationToken)
    {
        var workshop = Path.Combine(_dropFolder, $".{message.Id:N}-{Guid.CreateVersion7(_clock.GetUtcNow()):N}");
        try
        {
            CreatePrivate(_dropFolder);
            CreatePrivate(workshop);
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = workshop };
            await client.SendMailAsync(mail, cancellationToken);

            // written aside and moved, so that whoever looks sees it whole or not at all; the same message twice is one file
            File.Move(Directory.GetFiles(workshop).Single(), Path.Combine(_dropFolder, $"{message.Id:N}.eml"), overwrite: true);
        }
        catch (Exception exception) when (exception is SmtpException or IOException or UnauthorizedAccessException)
        {
            throw new EmailException("The message could not be written into Email:DropFolder.", isPermanent: false, exception);
        }
        finally
        {
            if (Directory.Exists(workshop))
            {
                Directory.Delete(workshop, recursive: true);
            }
        }
    }

    /// <summary>Messages hold links that let their reader in: the folder is its owner's alone.</summary>
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

internal static partial class EmailLog
{
    [LoggerMessage(1, LogLevel.Debug, "E-mail {Id} was sent")]
    public static partial void Sent(this ILogger logger, Guid id);

    [LoggerMessage(2, LogLevel.Warning, "No SMTP server is configured (Email:Host): e-mail is written into {Folder}")]
    public static partial void NoServer(this ILogger logger, string folder);
}
