using System.Net;
using System.Text;
using System.Text.Json;
using MediaNest.SocketIO.Tests.Engine;

namespace MediaNest.SocketIO.Tests.Sockets;

/// <summary>The sample session of the Socket.IO protocol's document, request for request and frame for frame.</summary>
public sealed class SampleSessionTests
{
    private const string Polling = "/socket.io/?EIO=4&transport=polling";

    [Fact]
    public async Task TheSampleSessionOfTheDocumentGoesAsItSays()
    {
        List<string> said = [];
        await using var server = await SocketServer.StartAsync(io =>
        {
            var main = io.Of("/");
            main.On("hello", (_, call) => KeepAsync(call));
            main.On("world", (_, call) => KeepAsync(call));
            io.Of("/admin").On("tellme", (_, call) => Task.FromResult(call.Ack((object)new byte[] { 1, 2, 3, 4 })));
        });
        using var http = new HttpClient { BaseAddress = server.Address };

        // 1: the open packet; the t parameter only keeps caches away
        var open = await GetAsync(http, Polling + "&t=N8hyd6w");
        open.ShouldStartWith("0{\"sid\":\"");
        var url = $"{Polling}&t=N8hyd7H&sid={EngineApp.SidOf(open)}";

        // 2 and 3: nothing comes before the client asks for a namespace; the socket's id is not the connection's
        var hanging = GetAsync(http, url);
        hanging.IsCompleted.ShouldBeFalse();
        await PostAsync(http, url, "40");
        var connected = await hanging;
        connected.ShouldStartWith("40{\"sid\":\"");
        JsonElement.Parse(connected["40".Length..]).GetProperty("sid").GetString().ShouldNotBe(EngineApp.SidOf(open));

        // 4 and 5: messages of the server and of the client
        await server.IO.Of("/").Sockets.Single().EmitAsync("hey", "Jude");
        (await GetAsync(http, url)).ShouldBe("42[\"hey\",\"Jude\"]");
        await PostAsync(http, url, "42[\"hello\"]\u001e42[\"world\"]");

        // 6: over to WebSocket
        using var socket = await TestSocket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/socket.io/?EIO=4&transport=websocket&sid={EngineApp.SidOf(open)}"));
        await socket.SendAsync("2probe");
        (await socket.ReceiveAsync()).ShouldBe("3probe");
        await socket.SendAsync("5");
        await socket.SendAsync("42[\"hello\"]");
        await socket.SendAsync("42[\"world\"]");
        await socket.SendAsync("40/admin,");
        (await socket.ReceiveAsync()).ShouldStartWith("40/admin,{\"sid\":\"");
        await socket.SendAsync("42/admin,1[\"tellme\"]");
        (await socket.ReceiveAsync()).ShouldBe("461-/admin,1[{\"_placeholder\":true,\"num\":0}]");
        (await socket.ReceiveAsync()).ShouldBe("hex:01020304");
        await socket.SendAsync("1");
        (await socket.ReceiveAsync()).ShouldStartWith("close:");
        said.ShouldBe(["hello", "world", "hello", "world"]);

        Task KeepAsync(SocketEvent call)
        {
            said.Add(call.Name);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task TheClientOfAPollingSessionIsPingedAndStaysWithItsPong()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.Of("/"), options => (options.PingIntervalMilliseconds, options.PingTimeoutMilliseconds) = (200, 20_000));
        using var http = new HttpClient { BaseAddress = server.Address };
        var url = $"{Polling}&sid={EngineApp.SidOf(await GetAsync(http, Polling))}";
        await PostAsync(http, url, "40");
        List<string> packets = [];

        while (packets.Count(packet => packet == "2") < 4)
        {
            var next = (await GetAsync(http, url)).Split('\u001e');
            packets.AddRange(next);
            if (next.Contains("2"))
            {
                await PostAsync(http, url, "3");
            }
        }

        packets.Where(packet => packet != "2").ShouldHaveSingleItem().ShouldStartWith("40{");
        await PostAsync(http, url, "1");
        (await GetAsync(http, url)).ShouldBe("6");
    }

    private static Task<string> GetAsync(HttpClient http, string url) => http.GetStringAsync(url, TestContext.Current.CancellationToken);

    private static async Task PostAsync(HttpClient http, string url, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        using var answer = await http.PostAsync(url, content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("ok");
    }
}
