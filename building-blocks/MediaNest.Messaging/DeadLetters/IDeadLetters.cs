namespace MediaNest.Messaging.DeadLetters;

/// <summary>The messages that this service's consumers gave up on, in their <c>_error</c> queues.</summary>
public interface IDeadLetters
{
    /// <summary>Lists dead letters, the oldest of each queue first; they stay where they are.</summary>
    /// <param name="limit">At most this many of each queue, 1–1000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The dead letters.</returns>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Puts a dead letter back into its consumer's queue. Its id was never recorded as consumed, so it is consumed as if new.</summary>
    /// <param name="queue">The consumer's queue, as in <see cref="DeadLetter.Queue"/>.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if this service has no such dead letter.</returns>
    Task<bool> ReplayAsync(string queue, Guid messageId, CancellationToken cancellationToken = default);

    /// <summary>Deletes a dead letter for good.</summary>
    /// <param name="queue">The consumer's queue, as in <see cref="DeadLetter.Queue"/>.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if this service has no such dead letter.</returns>
    Task<bool> DiscardAsync(string queue, Guid messageId, CancellationToken cancellationToken = default);
}

/// <summary>A message that a consumer gave up on.</summary>
/// <param name="Queue">The consumer's queue, such as <c>media-user-deleted</c>.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Type">The event, such as <c>MediaRequested</c>.</param>
/// <param name="Body">What MassTransit sent, as JSON: the event is its member <c>message</c>.</param>
/// <param name="ExceptionType">Type of the exception it failed with last.</param>
/// <param name="Error">That exception's message.</param>
/// <param name="FailedAt">When, UTC.</param>
/// <param name="CorrelationId">Correlation id of the work that published it.</param>
public sealed record DeadLetter(
    string Queue, Guid MessageId, string? Type, string Body, string? ExceptionType, string? Error, DateTimeOffset? FailedAt, string? CorrelationId);
