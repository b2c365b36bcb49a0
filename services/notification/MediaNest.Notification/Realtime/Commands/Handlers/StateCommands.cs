using MediaNest.Notification.Data;
using MediaNest.Notification.Realtime.Commands.Services;
using MediaNest.Notification.Realtime.State;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

internal sealed record Pong(DateTimeOffset ServerTime);

/// <summary>The services as they were when they changed last.</summary>
internal sealed record KnownServices(IReadOnlyList<ServiceItem> Services, bool Stale);

/// <summary>How things are: with the server, the services, and what is one's own.</summary>
internal sealed class StateCommands(StateReader states, OperationsClient operations, NotificationDbContext database, TimeProvider time)
{
    public Task<CommandResult> PingAsync() => Task.FromResult(CommandResult.Of(new Pong(time.GetUtcNow())));

    /// <summary>The state as it was told at the connection, in the acknowledgement and, as after a reconnection, as an event.</summary>
    public async Task<CommandResult> SyncAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (state, _) = await states.ReadAsync(call.Sender, cancellationToken);
        await call.Socket.Namespace.To(call.Socket.Id).Local.EmitAsync(RealtimeEvents.StateSync, state);
        return CommandResult.Of(state);
    }

    /// <summary>What operations says now; while it does not answer, and to who has not signed in, what it last told.</summary>
    public async Task<CommandResult> StatusAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Sender is { } caller)
        {
            var now = await operations.GetStatusAsync(caller, cancellationToken);
            if (now.Error is null or { Status: < 500 })
            {
                return now;
            }
        }

        var known = await database.LiveServices.AsNoTracking().OrderBy(service => service.Name).ToListAsync(cancellationToken);
        return CommandResult.Of(new KnownServices([.. known.Select(service => service.AsItem())], Stale: call.Sender is not null));
    }

    public Task<CommandResult> HistoryAsync(CommandCall call, ServicePeriod body, CancellationToken cancellationToken) =>
        operations.GetHistoryAsync(body.Name!, body.Hours, call.Caller, cancellationToken);
}
