using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>Who may send a command.</summary>
internal enum CommandAudience
{
    Anyone,
    Users,
    Admins,
}

/// <summary>A command as it arrived.</summary>
/// <param name="Socket">Where it came from.</param>
/// <param name="Sender">Whose socket it is; null where nobody signed in.</param>
internal sealed record CommandCall(Socket Socket, SocketCaller? Sender)
{
    /// <summary>Whose socket it is, where the command is for users.</summary>
    public SocketCaller Caller => Sender ?? throw new InvalidOperationException("The command is for users but let somebody else in.");
}

/// <summary>A line of the table.</summary>
/// <param name="Name">The event.</param>
/// <param name="Audience">Who may send it.</param>
/// <param name="Scope">What the token of an API key must be good for; null where any is.</param>
/// <param name="Body">The record that its one argument must be, and that says with annotations what is allowed in it.</param>
/// <param name="HandleAsync">Handles it with the services of its scope.</param>
internal sealed record SocketCommand(
    string Name,
    CommandAudience Audience,
    string? Scope,
    Type Body,
    Func<IServiceProvider, CommandCall, object, CancellationToken, Task<CommandResult>> HandleAsync)
{
    public static SocketCommand For<THandler, TBody>(
        CommandAudience audience,
        string? scope,
        string name,
        Func<THandler, CommandCall, TBody, CancellationToken, Task<CommandResult>> handle)
        where THandler : notnull
        where TBody : notnull => new(
            name,
            audience,
            scope,
            typeof(TBody),
            (services, call, body, cancellationToken) => handle(services.GetRequiredService<THandler>(), call, (TBody)body, cancellationToken));
}
