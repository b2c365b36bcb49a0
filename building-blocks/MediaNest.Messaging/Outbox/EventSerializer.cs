using System.Collections.Concurrent;
using System.Text.Json;
using MediaNest.Contracts;

namespace MediaNest.Messaging.Outbox;

/// <summary>Events as outbox rows hold them.</summary>
internal static class EventSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly ConcurrentDictionary<string, Type> Types = new(StringComparer.Ordinal);

    public static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    public static string Serialize<T>(T message, string? correlationId, Guid? actorId)
        where T : class, IIntegrationEvent
    {
        if (message.CorrelationId == correlationId && message.ActorId == actorId)
            return JsonSerializer.Serialize(message, message.GetType(), Options);

        var body = JsonSerializer.SerializeToNode(message, message.GetType(), Options)!.AsObject();
        body[JsonNamingPolicy.CamelCase.ConvertName(nameof(IIntegrationEvent.CorrelationId))] = correlationId;
        body[JsonNamingPolicy.CamelCase.ConvertName(nameof(IIntegrationEvent.ActorId))] = actorId;
        return body.ToJsonString(Options);
    }

    /// <summary>Reads an event back. Throws where its type is gone or its body does not fit: such a row can never be sent.</summary>
    public static (object Message, Type Type) Deserialize(string typeName, string body)
    {
        var type = Types.GetOrAdd(typeName, static name => Type.GetType(name, throwOnError: true)!);
        return (JsonSerializer.Deserialize(body, type, Options) ?? throw new JsonException("The body is null."), type);
    }
}
