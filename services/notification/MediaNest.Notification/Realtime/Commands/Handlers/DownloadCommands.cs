using MediaNest.Notification.Realtime.Commands.Services;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>What a user does with downloads; whose they are is the download service's business.</summary>
internal sealed class DownloadCommands(DownloadClient downloads)
{
    public Task<CommandResult> CancelAsync(CommandCall call, ById body, CancellationToken cancellationToken) =>
        downloads.CancelAsync(body.Id!.Value, call.Caller, cancellationToken);

    public Task<CommandResult> RetryAsync(CommandCall call, ById body, CancellationToken cancellationToken) =>
        downloads.RetryAsync(body.Id!.Value, call.Caller, cancellationToken);
}
