using System.Text.Json;
using SocketIOClient;
using SocketIOClient.Transport;

namespace MediaNest.Notification.Tests.Realtime;

/// <summary>The .NET package SocketIOClient as it comes.</summary>
[Collection(nameof(NotificationApp))]
public sealed class StandardClientTests(NotificationApp app)
{
    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task GetsItsStateAndItsEventsAndAcknowledges(TransportProtocol transport)
    {
        var owner = await app.SignInAsync();
        using var client = Client("/authenticated", owner.Token, transport);
        var (state, update) = (Source(), Source());
        client.On("state:initial", response => state.TrySetResult(response.GetValue<JsonElement>()));
        client.On("mediaRequest:statusChanged", response =>
        {
            _ = response.CallbackAsync();
            update.TrySetResult(response.GetValue<JsonElement>());
        });
        await client.ConnectAsync().WaitAsync(NotificationApp.Patience);
        (await state.Task.WaitAsync(NotificationApp.Patience)).GetProperty("requests").GetArrayLength().ShouldBe(0);

        var move = Events.Moved(owner.UserId, "available");
        await app.PublishAsync(move);
        (await update.Task.WaitAsync(NotificationApp.Patience)).GetProperty("id").GetGuid().ShouldBe(move.RequestId);
        await client.DisconnectAsync();
    }

    [Fact]
    public async Task IsToldThatItDoesNotGetIn()
    {
        using var client = Client("/admin", (await app.SignInAsync()).Token, TransportProtocol.WebSocket);
        TaskCompletionSource<string> refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnError += (_, message) => refused.TrySetResult(message);
        _ = client.ConnectAsync();
        (await refused.Task.WaitAsync(NotificationApp.Patience)).ShouldContain("Administrators only.");
    }

    private static TaskCompletionSource<JsonElement> Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SocketIOClient.SocketIO Client(string name, string token, TransportProtocol transport) => new(new Uri(app.Address, name), new SocketIOOptions
    {
        Transport = transport,
        AutoUpgrade = false,
        Reconnection = false,
        Auth = new { token },
    });
}
