using System.Collections.Concurrent;
using System.Text.Json;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;
using SocketIOClient;
using SocketIOClient.Transport;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>The .NET package SocketIOClient, unmodified, gets along with MediaNest too.</summary>
public sealed class DotNetClientTests(RunningMediaNest mediaNest)
{
    private static readonly TimeSpan Soon = Eventually.Patience;

    [Theory]
    [InlineData(TransportProtocol.Polling, false)]
    [InlineData(TransportProtocol.WebSocket, false)]
    [InlineData(TransportProtocol.Polling, true)]
    public async Task ItConnectsAsksAndHearsOfItsRequests(TransportProtocol transport, bool upgrade)
    {
        var user = await mediaNest.SignInWithPlexAsync("dotnet-client");
        var events = new ConcurrentQueue<(string Name, JsonElement Payload)>();
        using var client = new SocketIOClient.SocketIO(new Uri(mediaNest.Gateway.BaseAddress!, "/authenticated"), new SocketIOOptions
        {
            Auth = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = user.Token! },
            Transport = transport,
            AutoUpgrade = upgrade,
        });
        client.OnAny((name, response) => events.Enqueue((name, response.GetValue(0))));
        var acknowledged = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);

        await client.ConnectAsync();
        await Eventually.Async(() => events.Any(received => received.Name == "state:initial"), Soon, "the state comes");
        await client.EmitAsync("ping", response => acknowledged.TrySetResult(response.GetValue(0)));

        (await acknowledged.Task.WaitAsync(Soon, TestContext.Current.CancellationToken)).ShouldSucceed();
        events.First(received => received.Name == "connection:established").Payload.GetProperty("user").GetProperty("name").GetString().ShouldBe("dotnet-client");
        var id = await user.RequestAsync(await user.FindRequestableAsync("the"));
        await Eventually.Async(
            () => events.Any(received => received.Name == "request:created" && SocketEvents.Is(id)(received.Payload)), Soon, "the request's event comes");
        await client.DisconnectAsync();
    }

    [Fact]
    public async Task ItIsToldWhyItDoesNotGetIn()
    {
        var errors = new ConcurrentQueue<string>();
        using var client = new SocketIOClient.SocketIO(new Uri(mediaNest.Gateway.BaseAddress!, "/authenticated"), new SocketIOOptions
        {
            Auth = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "nonsense" },
            Transport = TransportProtocol.WebSocket,
            Reconnection = false,
        });
        client.OnError += (_, message) => errors.Enqueue(message);

        await client.ConnectAsync();

        await Eventually.Async(() => errors.Any(message => message.Contains("not valid", StringComparison.Ordinal)), Soon, "the refusal comes");
        client.Connected.ShouldBeFalse();
    }
}
