using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MassTransit.Logging;
using RabbitMQ.Client;

namespace MediaNest.Messaging.Transport;

/// <summary>An event as MassTransit's consumers expect it: their envelope, on the exchange named for its type.</summary>
internal sealed class OutgoingMessage
{
    private const string ContentType = "application/vnd.masstransit+json";
    private const string UrnPrefix = "urn:message:";

    private OutgoingMessage(string exchange, BasicProperties properties, ReadOnlyMemory<byte> body)
    {
        Exchange = exchange;
        Properties = properties;
        Body = body;
    }

    public string Exchange { get; }

    public BasicProperties Properties { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Wraps an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="messageId">Its id.</param>
    /// <param name="json">The event itself.</param>
    /// <param name="headers">What travels with it; nulls are left out. The current activity is added.</param>
    /// <param name="sentAt">When, UTC.</param>
    /// <param name="timeToLive">How long it may wait in a queue; for ever if null, and then it also outlives the broker's restart.</param>
    public static OutgoingMessage Create(
        Type type, Guid messageId, string json, IEnumerable<KeyValuePair<string, string?>> headers, DateTimeOffset sentAt, TimeSpan? timeToLive = null)
    {
        var urn = MessageUrn.ForTypeString(type);
        Dictionary<string, object?> all = headers.Where(header => header.Value is not null).ToDictionary(header => header.Key, object? (header) => header.Value, StringComparer.Ordinal);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            all[DiagnosticHeaders.ActivityId] = activity.Id;

        var properties = new BasicProperties
        {
            MessageId = messageId.ToString(),
            ContentType = ContentType,
            Persistent = timeToLive is null,
            Expiration = timeToLive is { } life ? ((long)life.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            Headers = all,
        };
        return new OutgoingMessage(urn[UrnPrefix.Length..], properties, Envelope(urn, messageId, json, all, sentAt));
    }

    private static ReadOnlyMemory<byte> Envelope(string urn, Guid messageId, string json, Dictionary<string, object?> headers, DateTimeOffset sentAt)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 512);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("messageId", messageId);
        writer.WriteString("conversationId", messageId);
        writer.WriteStartArray("messageType");
        writer.WriteStringValue(urn);
        writer.WriteEndArray();
        writer.WritePropertyName("message");
        writer.WriteRawValue(json);
        writer.WriteString("sentTime", sentAt.UtcDateTime);
        writer.WriteStartObject("headers");
        foreach (var (name, value) in headers)
            writer.WriteString(name, (string?)value);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
