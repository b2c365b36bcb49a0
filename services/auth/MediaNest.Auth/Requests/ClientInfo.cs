using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Auth.Requests;

/// <summary>Who calls, as far as an HTTP request tells: for the list of devices and the audit log, never for a decision.</summary>
internal sealed record ClientInfo(string? Address, string? UserAgent, string Device)
{
    private const int MaxUserAgentLength = 512;
    private const int MaxAddressLength = 64;

    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("PostmanRuntime/", "Postman"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    public static ValueTask<ClientInfo?> BindAsync(HttpContext context, ParameterInfo _) => ValueTask.FromResult<ClientInfo?>(Of(context));

    public static ClientInfo Of(HttpContext context)
    {
        // the gateway replaces whatever the outside sent under this name by the address it saw
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString();
        var address = forwarded.Length > 0 ? forwarded.Split(',')[0].Trim() : context.Connection.RemoteIpAddress?.ToString();
        var userAgent = context.Request.Headers[HeaderNames.UserAgent].ToString();
        return new ClientInfo(
            Shorten(address, MaxAddressLength),
            userAgent.Length == 0 ? null : Shorten(userAgent, MaxUserAgentLength),
            Describe(userAgent));
    }

    private static string Describe(string userAgent)
    {
        var browser = Browsers.FirstOrDefault(browser => userAgent.Contains(browser.Mark, StringComparison.Ordinal)).Name;
        var system = Systems.FirstOrDefault(system => userAgent.Contains(system.Mark, StringComparison.Ordinal)).Name;
        return (browser, system) switch
        {
            (null, null) => "Unknown device",
            (null, _) => system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    // PostgreSQL takes no NUL in text
    private static string? Shorten(string? text, int length) =>
        text?.Replace('\0', ' ') is { } clean && clean.Length > length ? clean[..length] : text?.Replace('\0', ' ');
}
