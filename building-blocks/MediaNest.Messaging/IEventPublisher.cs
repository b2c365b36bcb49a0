using MediaNest.Contracts;

namespace MediaNest.Messaging;

/// <summary>Publishes events so that none is lost and none is sent for a change that never happened.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Adds <paramref name="message"/> to the outbox of the current DbContext. It leaves for the broker, usually within milliseconds,
    /// once <c>SaveChanges</c>, or the transaction around it, has committed; never otherwise.
    /// </summary>
    /// <typeparam name="T">The event, from <c>MediaNest.Contracts</c>.</typeparam>
    /// <param name="message">The event. Where it names no correlation id or actor, those of the work at hand are filled in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that completes when the event is added; nothing is saved yet.</returns>
    Task Publish<T>(T message, CancellationToken cancellationToken = default)
        where T : class, IIntegrationEvent;
}

/// <summary>Publishes messages that come often and may be lost, such as progress: no outbox, no inbox, no waiting.</summary>
public interface IEphemeralPublisher
{
    /// <summary>Sends <paramref name="message"/> straight to the broker and returns at once. Dropped if the broker is slow or away.</summary>
    /// <typeparam name="T">The event, from <c>MediaNest.Contracts</c>.</typeparam>
    /// <param name="message">The event.</param>
    void Publish<T>(T message)
        where T : class, IIntegrationEvent;

    /// <summary>The same for what may be lost on the way, but is not to be consumed twice: it waits in the queue and goes through the consumer's inbox.</summary>
    /// <typeparam name="T">The event, from <c>MediaNest.Contracts</c>.</typeparam>
    /// <param name="message">The event.</param>
    /// <param name="keepFor">How long it may wait for its consumer.</param>
    void Publish<T>(T message, TimeSpan keepFor)
        where T : class, IIntegrationEvent;
}
