using MediaNest.Notification.Realtime.Commands.Services;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>What a user does with media requests; whose they are is the media service's business.</summary>
internal sealed class RequestCommands(MediaClient media)
{
    public Task<CommandResult> RefreshAsync(CommandCall call, ById body, CancellationToken cancellationToken) =>
        media.GetRequestAsync(body.Id!.Value, call.Caller, cancellationToken);

    public Task<CommandResult> CancelAsync(CommandCall call, ById body, CancellationToken cancellationToken) =>
        media.CancelRequestAsync(body.Id!.Value, call.Caller, cancellationToken);
}
