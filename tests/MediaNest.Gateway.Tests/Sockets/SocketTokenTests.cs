using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static MediaNest.Gateway.Tests.Sockets.SocketRequests;

namespace MediaNest.Gateway.Tests.Sockets;

public sealed class SocketTokenTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task HeaderAndCookiePassAsTheyAre()
    {
        (await _gateway.AskAsync(HttpMethod.Get, Polling, null, ("Authorization", "Bearer a.b.c")).SeenAsync()).Headers["Authorization"].ShouldBe("Bearer a.b.c");
        (await _gateway.AskAsync(HttpMethod.Get, Polling, null, ("Cookie", "token=a.b.c")).SeenAsync()).Headers["Cookie"].ShouldContain("token=a.b.c");
    }

    [Theory]
    [InlineData("&token=a.b-c_d", "EIO=4&transport=polling")]
    [InlineData("&TOKEN=a.b-c_d&x=1", "EIO=4&transport=polling&x=1")]
    [InlineData("&%74oken=a%2Eb-c_d", "EIO=4&transport=polling")]
    [InlineData("&token=&token=a.b-c_d&token=second", "EIO=4&transport=polling")]
    public async Task ATokenInTheAddressBecomesAHeader(string query, string left)
    {
        var seen = await _gateway.GetAsync(Polling + query).SeenAsync();

        seen.Query.ShouldBe("?" + left);
        seen.Headers["Authorization"].ShouldBe("Bearer a.b-c_d");
    }

    [Fact]
    public async Task HeaderAndCookieGoBeforeTheAddress()
    {
        var byHeader = await _gateway.AskAsync(HttpMethod.Get, Polling + "&token=query", null, ("Authorization", "Bearer header")).SeenAsync();
        var byCookie = await _gateway.AskAsync(HttpMethod.Get, Polling + "&token=query", null, ("Cookie", "token=cookie")).SeenAsync();

        byHeader.Headers["Authorization"].ShouldBe("Bearer header");
        byHeader.Query.ShouldNotContain("query");
        byCookie.Headers.ShouldNotContainKey("Authorization");
        byCookie.Query.ShouldNotContain("query");
    }

    [Theory]
    [InlineData("%0d%0aX-User-Id:%201")]
    [InlineData("a%20b")]
    [InlineData("%C3%A4")]
    public async Task WhatIsNoTokenGoesNowhereButIsNotOverlooked(string value)
    {
        var seen = await _gateway.GetAsync(Polling + "&token=" + value).SeenAsync();

        seen.Headers["Authorization"].ShouldBe("Bearer");
        seen.Headers.ShouldNotContainKey("X-User-Id");
        seen.Query.ShouldBe("?EIO=4&transport=polling");
    }

    [Fact]
    public async Task OtherRoutesKeepTheirQuery()
    {
        var user = await _gateway.SignInAsync();

        (await _gateway.GetAsync("/api/v1/media/search?token=mine", user.Token).SeenAsync()).Query.ShouldBe("?token=mine");
    }

    [Fact]
    public async Task AnApiKeyStaysHere() =>
        (await _gateway.AskAsync(HttpMethod.Get, Polling, null, ("X-API-Key", "mnk_0123456789")).SeenAsync()).Headers.ShouldNotContainKey("X-API-Key");

    [Fact]
    public async Task NoLogSpanOrMetricTellsTheToken()
    {
        const string Secret = "eyJhbGciOiJFUzI1NiJ9.c2VjcmV0LW9mLXRoZS1hZGRyZXNz.c2lnbmF0dXJl";
        var told = new ConcurrentQueue<string>();
        using var spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => told.Enqueue($"span {span.OperationName} {span.DisplayName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(spans);
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => told.Enqueue($"metric {instrument.Name} {Text(tags)}"));
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => told.Enqueue($"metric {instrument.Name} {Text(tags)}"));
        metrics.Start();
        await using var gateway = await TestGateway.StartAsync(
            new()
            {
                // an exporter makes the host trace and log each request
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
                ["Logging:LogLevel:Yarp"] = "Trace",
                ["Logging:LogLevel:System.Net.Http"] = "Trace",
            },
            configure: services => services.AddSingleton<ILoggerProvider>(new Listening(told)));

        using (var poll = await gateway.GetAsync(Polling + "&token=" + Secret))
        using (var wrong = await gateway.GetAsync("/socket.io/?transport=none&sid=1&token=" + Secret))
        using (var socket = await gateway.ConnectAsync("&token=" + Secret))
        {
            (await socket.EchoAsync("2probe")).ShouldBe("2probe");
            ((int)poll.StatusCode).ShouldBe(200);
        }

        await gateway.StopAsync();
        told.ShouldContain(line => line.Contains("/socket.io/", StringComparison.Ordinal) && line.StartsWith("log", StringComparison.Ordinal));
        told.ShouldContain(line => line.Contains("/socket.io/", StringComparison.Ordinal) && line.StartsWith("span", StringComparison.Ordinal));
        told.ShouldContain(line => line.StartsWith("metric medianest.gateway.sockets", StringComparison.Ordinal));
        // the test's own client is in this process too and asks for the address with the token; it is not what is tested
        told.Where(line => !line.StartsWith("span System.Net.Http", StringComparison.Ordinal)).ShouldNotContain(line => line.Contains(Secret, StringComparison.Ordinal));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));

    private sealed class Listening(ConcurrentQueue<string> told) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            told.Enqueue($"log {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue($"log {formatter(state, exception)} {exception} {(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : "")}");

        public void Dispose()
        {
        }
    }
}
