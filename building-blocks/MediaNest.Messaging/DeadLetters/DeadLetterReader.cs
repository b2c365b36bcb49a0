using System.Globalization;
using System.Text;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;

namespace MediaNest.Messaging.DeadLetters;

/// <summary>Makes sense of what MassTransit leaves in an <c>_error</c> queue.</summary>
internal static class DeadLetterReader
{
    public static DeadLetter Read(string queue, BasicGetResult letter)
    {
        var body = Encoding.UTF8.GetString(letter.Body.Span);
        var headers = letter.BasicProperties.Headers;
        return new DeadLetter(
            queue,
            IdOf(letter),
            TypeOf(body),
            body,
            Header(headers, MassTransit.MessageHeaders.FaultExceptionType),
            Header(headers, MassTransit.MessageHeaders.FaultMessage),
            DateTimeOffset.TryParse(Header(headers, MassTransit.MessageHeaders.FaultTimestamp), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var failedAt) ? failedAt : null,
            Header(headers, MessageHeaders.CorrelationId));
    }

    public static Guid IdOf(BasicGetResult letter) =>
        Guid.TryParse(letter.BasicProperties.MessageId, out var id) ? id : Guid.Empty;

    /// <summary>The message as it was before it failed.</summary>
    public static BasicProperties WithoutFault(IReadOnlyBasicProperties properties) => new(properties)
    {
        Headers = properties.Headers?
            .Where(header => !header.Key.StartsWith("MT-Fault-", StringComparison.Ordinal) && header.Key != MassTransit.MessageHeaders.Reason)
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal),
    };

    private static string? Header(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), null => null, _ => Convert.ToString(value, CultureInfo.InvariantCulture) }
            : null;

    private static string? TypeOf(string body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array && types.GetArrayLength() > 0
                ? types[0].GetString()?.Split(':')[^1]
                : null;
        }
        catch (JsonException)
        {
            // unreadable: perhaps the very reason why it failed
            return null;
        }
    }
}
