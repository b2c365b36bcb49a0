using MediaNest.SocketIO;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Realtime;

/// <summary>Whom an event is for.</summary>
/// <param name="Namespace">One of <see cref="SocketNamespaces"/>.</param>
/// <param name="Rooms">A socket in several of them gets the event once; none for everybody in the namespace.</param>
internal sealed record Audience(string Namespace, params string[] Rooms);

/// <summary>The one place where events are sent to sockets, on whatever replica they are: each event with its aliases.</summary>
internal sealed class Announcer(SocketIOServer server, RealtimeMetrics metrics, IOptions<RealtimeOptions> options)
{
    /// <summary>Sends an event, and what else it is called.</summary>
    /// <param name="eventName">One of <see cref="RealtimeEvents"/>.</param>
    /// <param name="payload">What goes with it.</param>
    /// <param name="audiences">For whom.</param>
    /// <returns>When it is on its way to the sockets of this replica, and the others can read it.</returns>
    public Task SendAsync(string eventName, object? payload, params IReadOnlyList<Audience> audiences) =>
        SendAsync(eventName, payload, exceptSocket: null, audiences);

    /// <summary>The same, but for one socket.</summary>
    /// <param name="eventName">One of <see cref="RealtimeEvents"/>.</param>
    /// <param name="payload">What goes with it.</param>
    /// <param name="exceptSocket">The id of a socket that knows already; null if there is none.</param>
    /// <param name="audiences">For whom.</param>
    public Task SendAsync(string eventName, object? payload, string? exceptSocket, IReadOnlyList<Audience> audiences)
    {
        metrics.Announced(eventName);
        List<Task> sent = [];
        foreach (var audience in audiences)
        {
            sent.Add(To(audience.Namespace, audience.Rooms, exceptSocket).EmitAsync(eventName, payload));
            foreach (var alias in options.Value.Aliases ? RealtimeEvents.AliasesOf(eventName) : [])
            {
                if (RoomsFor(alias, audience.Rooms) is { } rooms)
                {
                    var to = To(audience.Namespace, rooms, exceptSocket);
                    sent.Add(alias.WantsAck ? to.EmitAskingAsync(alias.Name, options.Value.AckTimeout, payload) : to.EmitAsync(alias.Name, payload));
                }
            }
        }

        return Task.WhenAll(sent);
    }

    private static string[]? RoomsFor(EventAlias alias, string[] rooms)
    {
        if (alias.Room is not { } only)
        {
            return rooms;
        }

        return rooms.Length == 0 || rooms.Contains(only, StringComparer.Ordinal) ? [only] : null;
    }

    private BroadcastOperator To(string name, string[] rooms, string? exceptSocket)
    {
        var everyone = server.Of(name).To(rooms);
        return exceptSocket is null ? everyone : everyone.Except(exceptSocket);
    }
}
