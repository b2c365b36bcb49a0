using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Gateway;

/// <summary>Another replica of the gateway, in front of the same services and with the first one's settings but for some: its limits can be reached without harm to other tests.</summary>
public sealed class SecondGateway : IAsyncDisposable
{
    private readonly Replica _replica;

    private SecondGateway(Replica replica)
    {
        _replica = replica;
        Http = new HttpClient(new LargeBodies(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })) { BaseAddress = replica.Address };
    }

    public HttpClient Http { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="mediaNest">What it is a part of.</param>
    /// <param name="settings">Configuration keys of its own, with <c>:</c>.</param>
    public static async Task<SecondGateway> StartAsync(RunningMediaNest mediaNest, params (string Key, string Value)[] settings) =>
        new(await Replica.StartAsync(mediaNest, "gateway", settings));

    /// <summary>The same user, at this gateway.</summary>
    public ApiClient For(ApiClient user) => new(Http, user.Token);

    /// <summary>Asks it to stop and waits until it has.</summary>
    public Task StopAsync() => _replica.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _replica.DisposeAsync();
    }
}
