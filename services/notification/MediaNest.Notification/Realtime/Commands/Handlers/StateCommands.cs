using MediaNest.Notification.Realtime.Commands.Services;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

internal sealed record Pong(DateTimeOffset ServerTime);

/// <summary>How things are: with the server, the services, and what is one's own.</summary>
internal sealed class StateCommands(OperationsClient operations, TimeProvider time)
{
    public Task<CommandResult> PingAsync() => Task.FromResult(CommandResult.Of(new Pong(time.GetUtcNow())));

    public Task<CommandResult> HistoryAsync(CommandCall call, ServicePeriod body, CancellationToken cancellationToken) =>
        operations.GetHistoryAsync(body.Name!, body.Hours, call.Caller, cancellationToken);
}
