using System.Net;
using System.Net.Http.Headers;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class PollingTests
{
    private static readonly (HttpStatusCode, string) SessionUnknown = (HttpStatusCode.BadRequest, """{"code":1,"message":"Session ID unknown"}""");

    [Fact]
    public async Task APayloadCarriesTextAndBinaryInOrder()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        (await app.PostAsync(sid, "4grüße\u001ebAQIDBA==\u001e4last\u001eb")).ShouldBe((HttpStatusCode.OK, "ok"));

        app.Handler.Messages(sid).ShouldBe(["grüße", "01020304", "last", ""]);
        (await app.GetAsync(sid)).ShouldBe((HttpStatusCode.OK, "4grüße\u001ebAQIDBA==\u001e4last\u001eb"));
    }

    [Fact]
    public async Task AHangingGetIsAnsweredWhenSomethingIsSent()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Handler[sid].IsWritable.ShouldBeFalse();
        var poll = await app.HangAsync(sid);

        app.Handler[sid].TrySend([EngineApp.Text("a"), EngineApp.Binary(1, 2)]).ShouldBeTrue();

        (await poll).ShouldBe((HttpStatusCode.OK, "4a\u001ebAQI="));
    }

    [Fact]
    public async Task AnswersAreBatchedByMaxPayload()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxPayload = 10 });
        var sid = await app.OpenPollingAsync();
        foreach (var text in new[] { "1234", "1234", "5", "a message longer than the limit", "6" })
            app.Handler[sid].TrySend([EngineApp.Text(text)]);

        (await app.GetAsync(sid)).Body.ShouldBe("41234");
        (await app.GetAsync(sid)).Body.ShouldBe("41234\u001e45");
        (await app.GetAsync(sid)).Body.ShouldBe("4a message longer than the limit");
        (await app.GetAsync(sid)).Body.ShouldBe("46");
    }

    [Fact]
    public async Task ASecondGetClosesTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        var first = await app.HangAsync(sid);

        var second = await app.GetAsync(sid);

        (await first).ShouldBe((HttpStatusCode.OK, "1"));
        second.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        (await app.GetAsync(sid)).ShouldBe(SessionUnknown);
    }

    [Fact]
    public async Task AClientsCloseAnswersItsHangingGetWithANoop()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        var poll = await app.HangAsync(sid);

        (await app.PostAsync(sid, "1")).ShouldBe((HttpStatusCode.OK, "ok"));

        (await poll).ShouldBe((HttpStatusCode.OK, "6"));
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportClose);
        (await app.GetAsync(sid)).ShouldBe(SessionUnknown);
    }

    [Fact]
    public async Task AGetThatComesJustAfterTheClientsCloseIsStillANoop()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        await app.PostAsync(sid, "1");

        (await app.PostAsync(sid, "4late")).ShouldBe(SessionUnknown);
        (await app.GetAsync(sid)).ShouldBe((HttpStatusCode.OK, "6"));
        (await app.GetAsync(sid)).ShouldBe(SessionUnknown);
    }

    [Fact]
    public async Task TheServersCloseComesAfterWhatIsQueued()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Handler[sid].TrySend([EngineApp.Text("last words")]);

        app.Handler[sid].Close("because");

        (await app.Handler.ClosedAsync(sid)).ShouldBe("because");
        app.Handler[sid].TrySend([EngineApp.Text("too late")]).ShouldBeFalse();
        (await app.GetAsync(sid)).ShouldBe((HttpStatusCode.OK, "4last words\u001e1"));
        app.Engine.Count.ShouldBe(0);
    }

    [Fact]
    public async Task WhatNobodyFetchesAfterACloseIsGivenUp()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Handler[sid].Close("because");
        app.Engine.Count.ShouldBe(1);

        app.Time.Advance(TimeSpan.FromSeconds(6));

        app.Engine.Count.ShouldBe(0);
        (await app.GetAsync(sid)).ShouldBe(SessionUnknown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("2")]
    [InlineData("5")]
    [InlineData("0{}")]
    [InlineData("7")]
    [InlineData("4fine\u001e")]
    [InlineData("\u001e4fine")]
    [InlineData("bnot base64!")]
    [InlineData("bAQI")]
    public async Task AnInvalidPacketIsAnsweredWith400AndEndsTheSession(string payload)
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        (await app.PostAsync(sid, payload)).ShouldBe((HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}"""));

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.ParseError);
        (await app.GetAsync(sid)).ShouldBe(SessionUnknown);
        app.Engine.Count.ShouldBe(0);
    }

    [Fact]
    public async Task TextThatIsNotUtf8EndsTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        using var content = new ByteArrayContent([(byte)'4', 0xC3, 0x28]);

        using var response = await app.Client.PostAsync(EngineApp.Query("polling", sid), content);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.ParseError);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APayloadThatIsTooLargeIsAnsweredWith413AndEndsTheSession(bool chunked)
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxPayload = 1000 });
        var sid = await app.OpenPollingAsync();
        var poll = await app.HangAsync(sid);
        using var request = new HttpRequestMessage(HttpMethod.Post, EngineApp.Query("polling", sid)) { Content = new StringContent("4" + new string('x', 1000)) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await app.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await poll).Body.ShouldBe("1");
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        app.Handler.Messages(sid).ShouldBeEmpty();
    }

    [Fact]
    public async Task APayloadOfExactlyTheLimitPasses()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxPayload = 100_000 });
        var sid = await app.OpenPollingAsync();

        (await app.PostAsync(sid, "4" + new string('x', 99_999))).Body.ShouldBe("ok");

        (await app.GetAsync(sid)).Body.Length.ShouldBe(100_000);
    }

    [Fact]
    public async Task AClientThatGoesAwayWhileItsGetHangsHasClosed()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        using var goingAway = new CancellationTokenSource();
        var poll = app.Client.GetAsync(EngineApp.Query("polling", sid), goingAway.Token);
        await Eventually.TrueAsync(() => app.Handler[sid].IsWritable);

        await goingAway.CancelAsync();

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        await Should.ThrowAsync<OperationCanceledException>(poll);
        app.Engine.Count.ShouldBe(0);
    }

    [Fact]
    public async Task TwoPostsAtOnceEndTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        using var inside = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        app.Handler.Received = (_, _) =>
        {
            inside.Release();
            goOn.Wait(MediaNest.Testing.Eventually.Patience);
        };
        var first = app.PostAsync(sid, "4a");
        await inside.WaitAsync(MediaNest.Testing.Eventually.Patience);

        var second = await app.PostAsync(sid, "4b");
        goOn.Set();

        second.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await first).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        app.Handler.Messages(sid).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/octet-stream")]
    public async Task ABodyIsReadAsThePacketsItHoldsWhateverItsContentType(string? type)
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        using var content = new ByteArrayContent("4text\u001ebAQI="u8.ToArray());
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        using var response = await app.Client.PostAsync(EngineApp.Query("polling", sid), content);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Handler.Messages(sid).ShouldBe(["text", "0102"]);
    }

    [Fact]
    public async Task AnAnswerIsTextForBinaryIsBase64()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Handler[sid].TrySend([EngineApp.Binary(1, 2)]);

        using var response = await app.Client.GetAsync(EngineApp.Query("polling", sid));

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=UTF-8");
        (await response.Content.ReadAsStringAsync()).ShouldBe("bAQI=");
    }

    [Fact]
    public async Task ANoopOfAClientIsNothing()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        (await app.PostAsync(sid, "6\u001e4a")).ShouldBe((HttpStatusCode.OK, "ok"));

        app.Handler.Messages(sid).ShouldBe(["a"]);
        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task NothingAfterAClosePacketIsDelivered()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        await app.PostAsync(sid, "4a\u001e1\u001e4b");

        app.Handler.Messages(sid).ShouldBe(["a"]);
    }
}
