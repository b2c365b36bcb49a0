namespace MediaNest.Testing;

/// <summary>
/// Announces large bodies, as curl does, so that one that is refused for its size is never sent: a server that refuses it does not read it,
/// and writing it on would now and then break the connection before the refusal is read.
/// </summary>
public sealed class LargeBodies : DelegatingHandler
{
    /// <summary>Bytes past which a body is announced.</summary>
    private const int Large = 1_000_000;

    /// <summary>Sends through <paramref name="connections"/>, which waits for the server's leave as long as a test waits for anything.</summary>
    /// <param name="connections">The client's own settings.</param>
    public LargeBodies(SocketsHttpHandler connections)
        : base(connections)
    {
        ArgumentNullException.ThrowIfNull(connections);
        connections.Expect100ContinueTimeout = Eventually.Patience;
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Content?.Headers.ContentLength > Large)
            request.Headers.ExpectContinue = true;
        return base.SendAsync(request, cancellationToken);
    }
}
