using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>A second notification service beside the AppHost's, a gateway in front of that one alone, and one in front of both.</summary>
internal sealed class TwoReplicas : IAsyncDisposable
{
    private readonly Replica _notification;
    private readonly Replica _atSecond;
    private readonly Replica _atBoth;

    private TwoReplicas(Uri atFirst, Replica notification, Replica atSecond, Replica atBoth)
    {
        AtFirst = atFirst;
        _notification = notification;
        _atSecond = atSecond;
        _atBoth = atBoth;
    }

    /// <summary>The AppHost's gateway, which knows its own notification service only.</summary>
    public Uri AtFirst { get; }

    /// <summary>A gateway that knows only the second notification service.</summary>
    public Uri AtSecond => _atSecond.Address;

    /// <summary>A gateway that knows both.</summary>
    public Uri AtBoth => _atBoth.Address;

    public static async Task<TwoReplicas> StartAsync(RunningMediaNest mediaNest)
    {
        var notification = await Replica.StartAsync(mediaNest, "notification");
        Replica? atSecond = null;
        try
        {
            var second = notification.Address.AbsoluteUri;
            atSecond = await Replica.StartAsync(mediaNest, "gateway", ("services:notification:http:0", second));
            var atBoth = await Replica.StartAsync(mediaNest, "gateway", ("services:notification:http:1", second));
            return new TwoReplicas(mediaNest.Gateway.BaseAddress!, notification, atSecond, atBoth);
        }
        catch
        {
            await notification.DisposeAsync();
            await (atSecond?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Kills the second notification service (SIGKILL).</summary>
    public Task KillSecondAsync() => _notification.KillAsync();

    /// <summary>Asks the gateway in front of both to stop, and waits until it has.</summary>
    public Task StopGatewayAsync() => _atBoth.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _atBoth.DisposeAsync();
        await _atSecond.DisposeAsync();
        await _notification.DisposeAsync();
    }
}
