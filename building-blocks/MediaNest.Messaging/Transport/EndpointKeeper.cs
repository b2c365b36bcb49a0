using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNest.Messaging.Transport;

/// <summary>
/// Starts endpoints anew that MassTransit has given up: it leaves an endpoint's loop for good where the broker refuses the service's user, also when that
/// user may come in again a minute later. An endpoint that goes on trying says at least every half minute that it failed; one that was given up says nothing.
/// </summary>
internal sealed class EndpointKeeper(IOptions<MessagingOptions> options, TimeProvider time, ILogger<EndpointKeeper> logger) : IReceiveEndpointObserver
{
    private readonly ConcurrentDictionary<Uri, Absent> _absent = new();

    public Task Ready(ReceiveEndpointReady ready) => Forget(ready.InputAddress);

    public Task Stopping(ReceiveEndpointStopping stopping) => Forget(stopping.InputAddress);

    public Task Completed(ReceiveEndpointCompleted completed) => Note(completed.InputAddress, completed.ReceiveEndpoint);

    public Task Faulted(ReceiveEndpointFaulted faulted) => Note(faulted.InputAddress, faulted.ReceiveEndpoint);

    /// <summary>The bus starts, and all of them with it.</summary>
    public void ForgetAll() => _absent.Clear();

    /// <summary>Starts those anew that have not consumed for long and said nothing since. Must not run while the bus is being stopped.</summary>
    public async Task ReviveAsync(CancellationToken cancellationToken)
    {
        foreach (var (address, absent) in _absent)
        {
            if (time.GetElapsedTime(absent.Since) >= options.Value.EndpointSilence && absent.Endpoint is ReceiveEndpoint endpoint)
                await ReviveAsync(address, endpoint, cancellationToken);
        }
    }

    private async Task ReviveAsync(Uri address, ReceiveEndpoint endpoint, CancellationToken cancellationToken)
    {
        var name = address.AbsolutePath.Split('/')[^1];
        logger.EndpointSilent(name, options.Value.EndpointSilence);
        try
        {
            await endpoint.Stop(cancellationToken).WaitAsync(BrokerTimes.Closing, time, cancellationToken);
            // before the start, after which it may be ready at any moment
            await Note(address, endpoint);
            endpoint.Start(CancellationToken.None);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.EndpointNotRevived(exception, name);
            await Note(address, endpoint);
        }
    }

    private Task Note(Uri address, IReceiveEndpoint endpoint)
    {
        _absent[address] = new Absent(endpoint, time.GetTimestamp());
        return Task.CompletedTask;
    }

    private Task Forget(Uri address)
    {
        _absent.TryRemove(address, out _);
        return Task.CompletedTask;
    }

    /// <summary>An endpoint that does not consume, and when that was last said.</summary>
    private sealed record Absent(IReceiveEndpoint Endpoint, long Since);
}
