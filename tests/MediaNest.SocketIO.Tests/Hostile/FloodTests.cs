using System.Globalization;
using System.Net;
using System.Text;
using MediaNest.SocketIO.Tests.Engine;
using MediaNest.SocketIO.Tests.Sockets;
using RawTcp = MediaNest.SocketIO.Tests.Engine.RawClient;

namespace MediaNest.SocketIO.Tests.Hostile;

public sealed class FloodTests
{
    private const int Flooders = 10;
    private const int EventsEach = 20_000;

    [Fact]
    public async Task FloodsAreCutOffWhileOthersAreServed()
    {
        var handled = 0;
        await using var server = await SocketServer.StartAsync(io =>
        {
            io.Of("/").On("flood", (_, _) => Task.FromResult(Interlocked.Increment(ref handled)));
            io.Of("/").On("echo", (_, call) => Task.FromResult(call.Ack(call.Arguments[0])));
        });
        await using var good = await server.JoinAsync();
        var flood = RawTcp.Frame(0x81, "42[\"flood\"]"u8);
        byte[] burst = [.. Enumerable.Repeat(flood, 200).SelectMany(frame => frame)];

        var flooding = Enumerable.Range(0, Flooders).Select(async _ =>
        {
            var (client, _) = await RawTcp.OpenWebSocketAsync(server.Address, "/socket.io/");
            using var flooder = client;
            await flooder.SendAsync(RawTcp.Frame(0x81, "40"u8));
            for (var sent = 0; sent < EventsEach; sent += 200)
            {
                await flooder.SendAsync(burst);
            }
        }).ToArray();
        for (var i = 0; i < 50; i++)
        {
            await good.SendAsync(string.Create(CultureInfo.InvariantCulture, $"42{i}[\"echo\",{i}]"));
            (await good.ReceiveAsync()).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"43{i}[{i}]"));
        }

        await Task.WhenAll(flooding);
        await Eventually.TrueAsync(() => server.IO.Of("/").Sockets.Count == 1);
        handled.ShouldBeLessThanOrEqualTo(Flooders * 400, "a hundred a second each, and soon none");
    }

    [Fact]
    public async Task ABodyFullOfEventsIsAFloodToo()
    {
        var handled = 0;
        await using var server = await SocketServer.StartAsync(io => io.Of("/").On("flood", (_, _) => Task.FromResult(Interlocked.Increment(ref handled))));
        using var http = new HttpClient { BaseAddress = server.Address };
        var url = "/socket.io/?EIO=4&transport=polling";
        url += "&sid=" + EngineApp.SidOf(await http.GetStringAsync(url, TestContext.Current.CancellationToken));
        await PostAsync("40");
        await Eventually.TrueAsync(() => server.IO.Of("/").Sockets.Count == 1);

        await PostAsync(string.Join('\u001e', Enumerable.Repeat("42[\"flood\"]", 80_000)));

        await Eventually.TrueAsync(() => server.IO.Of("/").Sockets.Count == 0);
        handled.ShouldBeLessThanOrEqualTo(100);

        async Task PostAsync(string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "text/plain");
            using var answer = await http.PostAsync(url, content, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task AttachmentsAnnouncedAndNeverSentHinderNobodyAndNothingElseIsTakenInTheirPlace()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.Of("/").On("echo", (_, call) => Task.FromResult(call.Ack(call.Arguments[0]))), options => options.MaxAttachments = 3);
        await using var good = await server.JoinAsync();
        await using var hoarder = await server.JoinAsync();
        await using var impatient = await server.JoinAsync();
        await using var generous = await server.JoinAsync();
        await using var greedy = await server.JoinAsync();
        const string announced = "453-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":2}]";

        await hoarder.SendAsync(announced);
        await hoarder.SendAsync(new byte[1000]);
        await impatient.SendAsync(announced);
        await impatient.SendAsync("42[\"echo\",1]");
        await generous.SendAsync(announced);
        for (var i = 0; i < 4; i++)
        {
            await generous.SendAsync(new byte[1000]);
        }

        await greedy.SendAsync("454-[\"a\"]");

        await good.SendAsync("421[\"echo\",1]");
        (await good.ReceiveAsync()).ShouldBe("431[1]");
        await impatient.ReceiveToEndAsync();
        await generous.ReceiveToEndAsync();
        await greedy.ReceiveToEndAsync();
        server.IO.Of("/").Sockets.Select(socket => socket.Id).ShouldBe([good.Sid, hoarder.Sid], ignoreOrder: true);
    }
}
