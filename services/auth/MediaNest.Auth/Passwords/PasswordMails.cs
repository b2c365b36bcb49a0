using System.Globalization;
using System.Net;
using MediaNest.Auth.Mail;

namespace MediaNest.Auth.Passwords;

/// <summary>What people are written about their passwords.</summary>
internal static class PasswordMails
{
    public static MailContent Reset(string to, string name, string link, TimeSpan lifetime)
    {
        var minutes = ((int)lifetime.TotalMinutes).ToString(CultureInfo.InvariantCulture);
        return new MailContent(
            to,
            "Set a new password for MediaNest",
            $"""
            Hello {name},

            somebody, probably you, asked for a new password for your MediaNest account. Set it here within {minutes} minutes; the link works once:

            {link}

            If it was not you, do nothing: your password stays as it is.
            """,
            $"""
            <p>Hello {WebUtility.HtmlEncode(name)},</p>
            <p>somebody, probably you, asked for a new password for your MediaNest account. Set it within {minutes} minutes; the link works once:</p>
            <p><a href="{WebUtility.HtmlEncode(link)}">Set a new password</a></p>
            <p>If it was not you, do nothing: your password stays as it is.</p>
            """);
    }

    public static MailContent Changed(string to, string name) => new(
        to,
        "Your MediaNest password was changed",
        $"""
        Hello {name},

        the password of your MediaNest account was changed just now, and your other devices were signed out.

        If it was not you, ask for a new password at once and tell your administrator.
        """,
        $"""
        <p>Hello {WebUtility.HtmlEncode(name)},</p>
        <p>the password of your MediaNest account was changed just now, and your other devices were signed out.</p>
        <p>If it was not you, ask for a new password at once and tell your administrator.</p>
        """);
}
