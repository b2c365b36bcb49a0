using System.Text.Json;
using MediaNest.Notification.Broadcasts;
using MediaNest.Notification.Realtime.Commands.Services;
using MediaNest.Notification.Realtime.Sessions;
using MediaNest.ServiceDefaults;
using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>Somebody who has sockets open, on whatever replica.</summary>
internal sealed record ConnectedUser(Guid Id, string Name, string Role, int Sockets, DateTimeOffset Since);

internal sealed record ConnectedUsers(IReadOnlyList<ConnectedUser> Users, int Total, int Sockets);

internal sealed record DisconnectedUser(Guid UserId, int Sockets);

/// <summary>What administrators do. Who may is settled before; what they did is logged.</summary>
internal sealed class AdminCommands(
    SocketIOServer server,
    SocketEviction eviction,
    BroadcastSender broadcasts,
    OperationsClient operations,
    ILogger<AdminCommands> logger)
{
    public async Task<CommandResult> BroadcastAsync(CommandCall call, SendBroadcast body, CancellationToken cancellationToken)
    {
        var id = await broadcasts.SendAsync(call.Caller.UserId, call.Caller.Name, body.Title!.Trim(), body.Message!.Trim(), body.Role, cancellationToken);
        logger.BroadcastSent(call.Caller.UserId, id, body.Role ?? "everybody");
        return CommandResult.Of(new SentBroadcast(id));
    }

    public async Task<CommandResult> UsersConnectedAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var sockets = await Task.WhenAll(SocketNamespaces.All.Select(name => server.Of(name).FetchSocketsAsync(cancellationToken)));
        var users = sockets.SelectMany(some => some)
            .Select(socket => (Socket: socket, User: UserOf(socket)))
            .Where(found => found.User is not null)
            .GroupBy(found => found.User!.Id)
            .Select(group =>
            {
                // the newest connection knows the name and role of now
                var newest = group.MaxBy(found => found.Socket.ConnectedAt).User!;
                return new ConnectedUser(newest.Id, newest.Name, newest.Role, group.Count(), group.Min(found => found.Socket.ConnectedAt));
            })
            .OrderBy(user => user.Since)
            .ToList();
        logger.ConnectedUsersListed(call.Caller.UserId);
        return CommandResult.Of(new ConnectedUsers(users, users.Count, users.Sum(user => user.Sockets)));
    }

    public async Task<CommandResult> DisconnectUserAsync(CommandCall call, ByUser body, CancellationToken cancellationToken)
    {
        var userId = body.UserId!.Value;
        if (userId == call.Caller.UserId)
        {
            return ApiError.Validation("userId", "You cannot disconnect yourself.");
        }

        var room = SocketRooms.User(userId);
        var sockets = await Task.WhenAll(SocketNamespaces.All.Select(name => server.Of(name).To(room).FetchSocketsAsync(cancellationToken)));
        await eviction.EvictAsync(room, RevocationReasons.ByAdmin);
        var count = sockets.Sum(some => some.Count);
        logger.UserDisconnected(call.Caller.UserId, count, userId);
        return CommandResult.Of(new DisconnectedUser(userId, count));
    }

    public async Task<CommandResult> RefreshStatusAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var result = await operations.RefreshAsync(call.Caller, cancellationToken);
        if (result.Error is null)
        {
            logger.StatusRefreshed(call.Caller.UserId);
        }

        return result;
    }

    private static SocketUser? UserOf(SocketInfo socket) =>
        socket.Items.TryGetValue(SocketConnections.UserItem, out var user) && user.ValueKind == JsonValueKind.Object
            ? user.Deserialize<SocketUser>(JsonDefaults.Options)
            : null;
}
