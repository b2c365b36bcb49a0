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

    /// <summary>The type of a row's event. Throws where it is gone: such a row can never be sent.</summary>
    public static Type TypeOf(string name) => Types.GetOrAdd(name, static name => Type.GetType(name, throwOnError: true)!);
}
