using MediaNest.Notification.Realtime.Commands.Services;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>Changes some of a user's preferences. Auth merges, checks and keeps them, and tells everybody: the sockets hear of it from there.</summary>
internal sealed class PreferenceCommands(AuthClient auth)
{
    public Task<CommandResult> ChangeAsync(CommandCall call, PreferenceChange body, CancellationToken cancellationToken) =>
        auth.ChangePreferencesAsync(body.Members, call.Caller, cancellationToken);
}
