using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace MediaNest.Gateway.Tests.Sockets;

/// <summary>Requests as Socket.IO clients make them.</summary>
internal static class SocketRequests
{
    public const string Polling = "/socket.io/?EIO=4&transport=polling";
    public const string Poll = Polling + "&sid=abc";

    /// <summary>A request with headers of any kind.</summary>
    public static Task<HttpResponseMessage> AskAsync(
        this TestGateway gateway, HttpMethod method, string path, HttpContent? content = null, params (string Name, string? Value)[] headers) =>
        gateway.SendAsync(method, path, content: content, prepare: request =>
        {
            foreach (var (name, value) in headers.Where(header => header.Value is not null))
            {
                request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
            }
        });

    /// <summary>The cookie's name and value, as the client sends it back.</summary>
    public static string AffinityCookie(this HttpResponseMessage answer)
    {
        var cookie = answer.Header("Set-Cookie");
        cookie.ShouldStartWith("medianest-affinity=");
        return cookie.Split(';')[0];
    }

    /// <summary>A WebSocket through the gateway.</summary>
    public static async Task<ClientWebSocket> ConnectAsync(this TestGateway gateway, string query = "", params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(
                new UriBuilder(gateway.Client.BaseAddress!) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" + query }.Uri,
                TestContext.Current.CancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a text and gives what comes back.</summary>
    public static async Task<string> EchoAsync(this ClientWebSocket socket, string text)
    {
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var buffer = new byte[256];
        var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>Lets the service hold each poll (a GET with a session) until it is released; WebSockets go their way.</summary>
    public static HeldPolls HoldPolls(this FakeService service)
    {
        var polls = new HeldPolls();
        service.Answer = polls.AnswerAsync;
        return polls;
    }
}

/// <summary>Polls that wait at the service.</summary>
internal sealed class HeldPolls
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public void Release() => _release.TrySetResult();

    public async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest || !HttpMethods.IsGet(context.Request.Method) || !context.Request.Query.ContainsKey("sid"))
        {
            return false;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            await _release.Task.WaitAsync(context.RequestAborted);
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
