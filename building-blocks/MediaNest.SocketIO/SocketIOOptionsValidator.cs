using Microsoft.Extensions.Options;

namespace MediaNest.SocketIO;

/// <summary>What annotations cannot say.</summary>
internal sealed class SocketIOOptionsValidator : IValidateOptions<SocketIOOptions>
{
    public ValidateOptionsResult Validate(string? name, SocketIOOptions options)
    {
        List<string> failures = [];
        if (options.MaxPacketBytes < options.MaxPayloadBytes)
        {
            failures.Add($"SocketIO:MaxPacketBytes must not be below SocketIO:MaxPayloadBytes ({options.MaxPayloadBytes}), for one message may be a packet.");
        }

        for (var i = 0; i < options.AllowedOrigins.Count; i++)
        {
            var origin = options.AllowedOrigins[i];
            if (!string.Equals(origin, "*", StringComparison.Ordinal) && !IsOrigin(origin))
            {
                failures.Add($"SocketIO:AllowedOrigins:{i} must be '*' or an origin such as 'https://app.example.com', not '{origin}'.");
            }
        }

        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static bool IsOrigin(string? value) => Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && (string.Equals(uri.Scheme, "http", StringComparison.Ordinal) || string.Equals(uri.Scheme, "https", StringComparison.Ordinal))
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), value, StringComparison.OrdinalIgnoreCase);
}
