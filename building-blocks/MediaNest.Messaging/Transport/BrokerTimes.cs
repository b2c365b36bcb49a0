namespace MediaNest.Messaging.Transport;

/// <summary>How long the broker is waited for.</summary>
internal static class BrokerTimes
{
    /// <summary>How long a connection may be silent: longer than a busy machine holds the broker up, a quarter of RabbitMQ's own 60 s.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>How long an answer on a connection may take.</summary>
    public static readonly TimeSpan Answer = Silence;

    /// <summary>After so long an endpoint that stops cancels the deliveries in hand.</summary>
    public static readonly TimeSpan ConsumerStop = TimeSpan.FromSeconds(15);

    /// <summary>After so long it waits for them no more.</summary>
    public static readonly TimeSpan EndpointStop = TimeSpan.FromSeconds(30);

    /// <summary>After so long a closed channel's endpoint has stopped, or never will.</summary>
    public static readonly TimeSpan Closing = EndpointStop + Silence;
}
