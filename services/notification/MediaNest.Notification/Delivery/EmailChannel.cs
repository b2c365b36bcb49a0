using System.Net;
using System.Text;
using System.Text.Json;
using MediaNest.Email;
using MediaNest.Notification.Data;
using MediaNest.Notification.Notifications;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Delivery;

/// <summary>What a mail says; to whom is looked up when it is sent.</summary>
internal sealed record EmailContent(string Title, string Message, IReadOnlyList<string> Lines);

/// <summary>Sends deliveries by e-mail.</summary>
internal sealed class EmailChannel(NotificationDbContext database, EmailSender sender, IOptions<NotificationOptions> options)
{
    public async Task<AttemptResult> SendAsync(QueuedDelivery delivery, CancellationToken cancellationToken)
    {
        var text = await database.Users.Where(user => user.UserId == delivery.UserId && !user.Deleted).Select(user => user.Email).SingleOrDefaultAsync(cancellationToken);
        if (!EmailAddress.TryParse(text, out var address))
        {
            return new AttemptResult("The user has no address that mail can be sent to.") { IsFinal = true };
        }

        var content = JsonSerializer.Deserialize<EmailContent>(delivery.Payload, JsonDefaults.Options)!;
        try
        {
            await sender.SendAsync(Compose(delivery.Id, address, content), cancellationToken);
            return new AttemptResult();
        }
        catch (EmailException exception)
        {
            return new AttemptResult(exception.Message) { IsFinal = exception.IsPermanent };
        }
    }

    internal EmailMessage Compose(Guid id, EmailAddress to, EmailContent content)
    {
        var home = options.Value.PublicUrl;
        var preferences = options.Value.PreferencesUrl ?? home;
        return new EmailMessage(id, to, Subject(content.Title), Text(content, home, preferences), Html(content, home, preferences)) { Unsubscribe = preferences };
    }

    /// <summary>Titles come from people and other systems: what would end the line is taken out, and what is too long is cut.</summary>
    private string Subject(string title)
    {
        var subject = new StringBuilder(options.Value.SubjectPrefix);
        foreach (var rune in title.EnumerateRunes())
        {
            if (subject.Length + rune.Utf16SequenceLength > EmailMessage.MaxSubjectLength)
            {
                break;
            }

            subject.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return subject.ToString();
    }

    private static string Text(EmailContent content, Uri home, Uri preferences)
    {
        var text = new StringBuilder(content.Message).Append("\n\n");
        foreach (var line in content.Lines)
        {
            text.Append("- ").Append(line).Append('\n');
        }

        return text.Append(content.Lines.Count > 0 ? "\n" : "")
            .Append("MediaNest: ").Append(home.AbsoluteUri).Append('\n')
            .Append("How you are told, and how to get no more mail: ").Append(preferences.AbsoluteUri).Append('\n')
            .ToString();
    }

    private static string Html(EmailContent content, Uri home, Uri preferences)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html><body>\n<h2>").Append(WebUtility.HtmlEncode(content.Title)).Append("</h2>\n<p>")
            .Append(WebUtility.HtmlEncode(content.Message)).Append("</p>\n");
        if (content.Lines.Count > 0)
        {
            html.Append("<ul>\n");
            foreach (var line in content.Lines)
            {
                html.Append("<li>").Append(WebUtility.HtmlEncode(line)).Append("</li>\n");
            }

            html.Append("</ul>\n");
        }

        return html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(home.AbsoluteUri)).Append("\">Open MediaNest</a></p>\n<p><small><a href=\"")
            .Append(WebUtility.HtmlEncode(preferences.AbsoluteUri)).Append("\">How you are told, and how to get no more mail</a></small></p>\n</body></html>\n")
            .ToString();
    }
}
