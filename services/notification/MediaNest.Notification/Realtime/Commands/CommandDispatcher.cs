using System.Diagnostics;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.SocketIO;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>
/// Handles what clients send: who may, what with, for how long; then the acknowledgement. Nothing a client sends disconnects it.
/// The library runs the commands of one socket one after the other, those of different sockets side by side.
/// </summary>
internal sealed class CommandDispatcher(
    IServiceScopeFactory scopes,
    CommandReader reader,
    IEnumerable<IExceptionMapper> mappers,
    ICorrelation correlation,
    RealtimeMetrics metrics,
    IOptions<CommandOptions> options,
    TimeProvider time,
    ILogger<CommandDispatcher> logger)
{
    private const int LongestNameShown = 64;

    public void HandleCommandsOf(SocketNamespace @namespace)
    {
        foreach (var command in CommandTable.All)
        {
            @namespace.On(command.Name, (socket, received) => HandleAsync(command, socket, received));
        }

        @namespace.OnUnknown((socket, received) =>
        {
            // not by its name: clients would make as many as they like
            metrics.Handled("unknown", CommandReader.InvalidEvent);
            return AnswerAsync(socket, received, CommandReader.Invalid($"There is no event “{Shown(received.Name)}”."));
        });
    }

    private static string Shown(string name) => name.Length <= LongestNameShown ? name : string.Concat(name.AsSpan(0, LongestNameShown), "…");

    private async Task HandleAsync(SocketCommand command, Socket socket, SocketEvent received)
    {
        var call = new CommandCall(socket, SocketCaller.Of(socket));
        var correlationId = Guid.CreateVersion7().ToString("N");
        Activity.Current?.SetTag("correlation.id", correlationId);
        using var ambient = correlation.Begin(correlationId, call.Sender?.UserId);
        using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new("CorrelationId", correlationId) });
        var result = await RunAsync(command, call, received);
        metrics.Handled(command.Name, result.Error?.Code ?? "OK");
        await AnswerAsync(socket, received, result);
    }

    private async Task<CommandResult> RunAsync(SocketCommand command, CommandCall call, SocketEvent received)
    {
        using var deadline = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, call.Socket.Disconnected);
        try
        {
            if (Refusal(command, call.Sender) is { } refusal)
            {
                return Refused(command, call, refusal);
            }

            var (body, error) = await reader.ReadAsync(command, received, either.Token);
            if (body is null)
            {
                return Refused(command, call, error!);
            }

            await using var scope = scopes.CreateAsyncScope();
            var result = await command.HandleAsync(scope.ServiceProvider, call, body, either.Token);
            return result.Error is { } refused ? Refused(command, call, refused) : result;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !call.Socket.Disconnected.IsCancellationRequested)
        {
            logger.CommandTookTooLong(command.Name, call.Sender?.UserId, options.Value.Timeout);
            return new ApiError(StatusCodes.Status504GatewayTimeout, ErrorCodes.UpstreamTimeout, "This took too long; it may have happened all the same.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !call.Socket.Disconnected.IsCancellationRequested)
        {
            return Failed(command, call, exception);
        }
    }

    /// <summary>Why somebody may not send a command; null where they may.</summary>
    private ApiError? Refusal(SocketCommand command, SocketCaller? caller)
    {
        if (command.Audience == CommandAudience.Anyone)
        {
            return null;
        }

        if (caller is null)
        {
            return new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "Sign in to do this.");
        }

        if (caller.ExpiresAt <= time.GetUtcNow())
        {
            return new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.TokenExpired, "The access token has expired.");
        }

        if (command.Audience == CommandAudience.Admins && caller.Role != Roles.Admin)
        {
            return ApiError.Forbidden();
        }

        return command.Scope is { } needed && caller.Scope is { } scope && !Scopes.Contain(scope, needed)
            ? ApiError.Forbidden($"This API key lacks the scope '{needed}'.")
            : null;
    }

    private CommandResult Refused(SocketCommand command, CommandCall call, ApiError error)
    {
        logger.CommandRefused(command.Name, call.Sender?.UserId, error.Code);
        return error;
    }

    private CommandResult Failed(SocketCommand command, CommandCall call, Exception exception)
    {
        var error = mappers.Select(mapper => mapper.Map(exception)).FirstOrDefault(mapped => mapped is not null)
            ?? new ApiError(StatusCodes.Status500InternalServerError, ErrorCodes.InternalError, ErrorCodes.MessageForStatus(500));
        logger.CommandFailed(exception, command.Name, call.Sender?.UserId, error.Code);
        return error;
    }

    /// <summary>Who sent what is no command learns it by an event too; so does who failed without waiting for an acknowledgement.</summary>
    private async Task AnswerAsync(Socket socket, SocketEvent received, CommandResult result)
    {
        if (result.Error is { } error && (error.Code == CommandReader.InvalidEvent || !received.WantsAck))
        {
            // for this connection only: not worth remembering for a recovery, nor a round through Redis
            await socket.Namespace.To(socket.Id).Local.EmitAsync("error", new SocketError(error.Code, error.Message, time.GetUtcNow()));
        }

        received.Ack(CommandAnswer.Of(result));
    }

    private sealed record SocketError(string Code, string Message, DateTimeOffset Timestamp);
}
