using MediaNest.Notification.Broadcasts;
using MediaNest.Notification.Realtime.Commands.Handlers;
using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>The one place that says which events clients may send, with what, and who.</summary>
internal static class CommandTable
{
    public static readonly IReadOnlyList<SocketCommand> All =
    [
        Anyone<StateCommands, Nothing>("ping", static (on, _, _, _) => on.PingAsync()),
        Anyone<StateCommands, Nothing>("state:sync", static (on, call, _, cancel) => on.SyncAsync(call, cancel)),
        Anyone<StateCommands, Nothing>("status:get", static (on, call, _, cancel) => on.StatusAsync(call, cancel)),

        Read<TopicCommands, TopicList>("subscribe", static (on, call, body, cancel) => on.SubscribeAsync(call, body, cancel)),
        Read<TopicCommands, TopicList>("unsubscribe", static (_, call, body, _) => TopicCommands.UnsubscribeAsync(call, body)),
        Read<StateCommands, ServicePeriod>("service:history", static (on, call, body, cancel) => on.HistoryAsync(call, body, cancel)),
        Read<RequestCommands, ById>("request:refresh", static (on, call, body, cancel) => on.RefreshAsync(call, body, cancel)),
        Read<NotificationCommands, HistoryPage>("notifications:history", static (on, call, body, cancel) => on.HistoryAsync(call, body, cancel)),

        Write<RequestCommands, ById>("request:cancel", static (on, call, body, cancel) => on.CancelAsync(call, body, cancel)),
        Write<DownloadCommands, ById>("download:cancel", static (on, call, body, cancel) => on.CancelAsync(call, body, cancel)),
        Write<DownloadCommands, ById>("download:retry", static (on, call, body, cancel) => on.RetryAsync(call, body, cancel)),
        Write<NotificationCommands, ById>("notification:read", static (on, call, body, cancel) => on.ReadAsync(call, body, cancel)),
        Write<NotificationCommands, Nothing>("notifications:read-all", static (on, call, _, cancel) => on.ReadAllAsync(call, cancel)),
        Write<PreferenceCommands, PreferenceChange>("user:preferencesChanged", static (on, call, body, cancel) => on.ChangeAsync(call, body, cancel)),

        Admin<AdminCommands, SendBroadcast>("admin:broadcast", static (on, call, body, cancel) => on.BroadcastAsync(call, body, cancel)),
        Admin<AdminCommands, Nothing>("admin:users-connected", static (on, call, _, cancel) => on.UsersConnectedAsync(call, cancel)),
        Admin<AdminCommands, ByUser>("admin:disconnect-user", static (on, call, body, cancel) => on.DisconnectUserAsync(call, body, cancel)),
        Admin<AdminCommands, Nothing>("admin:refresh-status", static (on, call, _, cancel) => on.RefreshStatusAsync(call, cancel)),
    ];

    private static SocketCommand Anyone<THandler, TBody>(string name, Func<THandler, CommandCall, TBody, CancellationToken, Task<CommandResult>> handle)
        where THandler : notnull
        where TBody : notnull => SocketCommand.For(CommandAudience.Anyone, scope: null, name, handle);

    private static SocketCommand Read<THandler, TBody>(string name, Func<THandler, CommandCall, TBody, CancellationToken, Task<CommandResult>> handle)
        where THandler : notnull
        where TBody : notnull => SocketCommand.For(CommandAudience.Users, Scopes.Read, name, handle);

    private static SocketCommand Write<THandler, TBody>(string name, Func<THandler, CommandCall, TBody, CancellationToken, Task<CommandResult>> handle)
        where THandler : notnull
        where TBody : notnull => SocketCommand.For(CommandAudience.Users, Scopes.Write, name, handle);

    private static SocketCommand Admin<THandler, TBody>(string name, Func<THandler, CommandCall, TBody, CancellationToken, Task<CommandResult>> handle)
        where THandler : notnull
        where TBody : notnull => SocketCommand.For(CommandAudience.Admins, Scopes.Admin, name, handle);
}
