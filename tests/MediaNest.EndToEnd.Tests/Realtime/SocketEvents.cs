using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>What tests of sockets have in common.</summary>
internal static class SocketEvents
{
    public static readonly JsonArray WebSocketOnly = ["websocket"];
    public static readonly JsonArray PollingOnly = ["polling"];

    /// <summary>Opens a socket and waits until the service has set it up.</summary>
    public static async Task<NodeSocket> ConnectAsync(this NodeSockets sockets, Uri gateway, string name, ApiClient user, JsonObject? options = null)
    {
        var socket = await sockets.OpenAsync(gateway, name, user.Token, options);
        await socket.ConnectsAsync();
        // the last thing it is told at first
        await socket.ReceivesAsync("state:initial");
        return socket;
    }

    public static Func<JsonElement, bool> Is(string id) => payload => payload.GetProperty("id").GetString() == id;

    public static Func<JsonElement, bool> Is(string id, string status) =>
        payload => Is(id)(payload) && payload.GetProperty("status").GetString() == status;

    /// <summary>Holds that an event came exactly once.</summary>
    public static void ShouldHaveOnce(this NodeSocket socket, string eventName, Func<JsonElement, bool> which) =>
        socket.EventsOf(eventName).Count(received => which(received.Payload)).ShouldBe(1, $"{eventName} at {socket.Name}");

    public static async Task<string> IdOfAsync(this ApiClient user) =>
        (await user.GetAsync("/api/v1/users/me")).ShouldBe(200).Data.GetProperty("id").GetString()!;
}
