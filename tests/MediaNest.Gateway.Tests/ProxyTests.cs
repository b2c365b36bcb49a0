using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaNest.Testing;
using Microsoft.AspNetCore.Http;

namespace MediaNest.Gateway.Tests;

public sealed class ProxyTests : IAsyncLifetime
{
    private TestGateway _gateway = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new() { ["Proxy:Timeout"] = "00:00:00.500" });
        _token = (await _gateway.SignInAsync()).Token;
    }

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task AServiceThatIsDownTakesDownItsOwnRoutesOnlyAndHeals()
    {
        await _gateway.GetAsync("/api/v1/plex/server", _token).SeenAsync();

        await _gateway.Services["plex"].StopAsync();

        for (var i = 0; i < 3; i++)
        {
            var refused = await _gateway.GetAsync("/api/v1/plex/server", _token).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
            refused.Header("Retry-After").ShouldNotBeEmpty();
            (await _gateway.GetAsync("/api/v1/media/search", _token).SeenAsync()).Service.ShouldBe("media");
        }

        await _gateway.Services["plex"].StartAsync();
        await Eventually.Async(
            async () => (await _gateway.GetAsync("/api/v1/plex/server", _token)).IsSuccessStatusCode, Eventually.Patience, "plex is back");
    }

    [Fact]
    public async Task OneInstanceOfTwoIsEnough()
    {
        var second = await FakeService.StartAsync("plex");
        await using var gateway = await TestGateway.StartAsync(new() { ["services:plex:http:1"] = second.Address });
        var user = await gateway.SignInAsync();
        await second.StopAsync();

        await Eventually.Async(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    if (!(await gateway.GetAsync("/api/v1/plex/server", user.Token)).IsSuccessStatusCode)
                    {
                        return false;
                    }
                }

                return true;
            },
            Eventually.Patience,
            "the dead instance is left out");
    }

    [Fact]
    public async Task AServiceThatDoesNotAnswerIsATimeout()
    {
        _gateway.Services["media"].Answer = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        await _gateway.GetAsync("/api/v1/media/search", _token).ShouldFailAsync(504, "UPSTREAM_TIMEOUT");
    }

    [Fact]
    public async Task AServiceThatHangsUpIsUnavailable()
    {
        _gateway.Services["media"].Answer = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        await _gateway.GetAsync("/api/v1/media/search", _token).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
    }

    [Fact]
    public async Task AServiceThatSpeaksNoHttpIsAnUpstreamError()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var gateway = await TestGateway.StartAsync(new() { ["services:media:http:0"] = $"http://{listener.LocalEndpoint}" });
        var user = await gateway.SignInAsync();
        using var end = new CancellationTokenSource();
        var babbling = BabbleAsync(listener, end.Token);

        await gateway.GetAsync("/api/v1/media/search", user.Token).ShouldFailAsync(502, "UPSTREAM_ERROR");

        await end.CancelAsync();
        await babbling;
    }

    [Fact]
    public async Task AServicesOwnErrorIsPassedOnAsItIs()
    {
        _gateway.Services["media"].Answer = async context =>
        {
            context.Response.StatusCode = 409;
            context.Response.Headers["X-Correlation-ID"] = context.Request.Headers["X-Correlation-ID"];
            await context.Response.WriteAsync("""{"success":false,"error":{"code":"ALREADY_REQUESTED","message":"m"}}""");
            return true;
        };

        using var answer = await _gateway.SendAsync(HttpMethod.Post, "/api/v1/media/request", _token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("ALREADY_REQUESTED");
        answer.Headers.GetValues("X-Correlation-ID").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AServicesEmptyRefusalGetsTheEnvelope()
    {
        _gateway.Services["media"].Answer = context =>
        {
            context.Response.StatusCode = 405;
            return Task.FromResult(true);
        };

        await _gateway.SendAsync(HttpMethod.Put, "/api/v1/media/search", _token).ShouldFailAsync(405, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task ABodyOfMoreThanAMegabyteIsTooLarge()
    {
        using var body = new ByteArrayContent(new byte[1_048_577]);

        await _gateway.SendAsync(HttpMethod.Post, "/api/v1/errors/report", _token, body).ShouldFailAsync(413, "PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task ABodyThatDoesNotSayItsSizeIsStoppedToo()
    {
        using var body = new StreamContent(new MemoryStream(new byte[1_100_000]));

        await _gateway.SendAsync(HttpMethod.Post, "/api/v1/errors/report", _token, body, request => request.Headers.TransferEncodingChunked = true)
            .ShouldFailAsync(413, "PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task ABodyOfAMegabytePasses()
    {
        using var body = new StringContent(new string('x', 1_000_000), Encoding.UTF8, "text/plain");

        (await _gateway.SendAsync(HttpMethod.Post, "/api/v1/errors/report", _token, body).SeenAsync()).Body.Length.ShouldBe(1_000_000);
    }

    private static async Task BabbleAsync(TcpListener listener, CancellationToken end)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(end);
                _ = await connection.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, end);
                await connection.GetStream().WriteAsync("babble babble\r\n\r\n"u8.ToArray(), end);
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }
}
