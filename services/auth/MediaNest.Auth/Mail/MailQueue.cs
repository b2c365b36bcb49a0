using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using MediaNest.Auth.Data;
using MediaNest.Email;
using MediaNest.Encryption;
using MediaNest.ServiceDefaults;

namespace MediaNest.Auth.Mail;

/// <summary>What a message says.</summary>
internal sealed record MailContent(string To, string Subject, string Text, string Html);

/// <summary>Stores messages beside the change they tell of; <see cref="MailDispatcher"/> sends them.</summary>
internal sealed class MailQueue(AuthDbContext db, SecretProtector protector, TimeProvider clock)
{
    private const string Purpose = "outgoing-email";

    /// <summary>Adds a message; it is saved with whatever else the context holds.</summary>
    /// <param name="userId">Whose account it is about; null for one that is never sent.</param>
    /// <param name="content">What it says.</param>
    /// <param name="lifetime">How long anybody has a use for it.</param>
    public void Add(Guid? userId, MailContent content, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        db.OutgoingEmails.Add(new OutgoingEmail
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            ProtectedContent = protector.Protect(Purpose, JsonSerializer.SerializeToUtf8Bytes(content, JsonDefaults.Options)),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
            NextAttemptAt = now,
        });
    }

    public static bool TryRead(SecretProtector protector, OutgoingEmail email, [NotNullWhen(true)] out EmailMessage? message)
    {
        message = null;
        if (!protector.TryUnprotect(Purpose, email.ProtectedContent, out var json)
            || JsonSerializer.Deserialize<MailContent>(json, JsonDefaults.Options) is not { } content
            || !EmailAddress.TryParse(content.To, out var to))
        {
            return false;
        }

        message = new EmailMessage(email.Id, to, content.Subject, content.Text, content.Html);
        return true;
    }
}

/// <summary>Tells this replica's dispatcher that something was stored, so that it need not wait until it looks by itself.</summary>
internal sealed class MailBell
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Call after the commit.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Waits until it rings, or for the time given.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // time to look
        }
    }
}
