namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class RequestCommandTests(CommandApp app)
{
    private readonly Guid _id = Guid.CreateVersion7();

    private string One => $"/api/v1/media/requests/{_id}";

    [Theory]
    [InlineData("/")]
    [InlineData("/authenticated")]
    [InlineData("/media")]
    public async Task RefreshGivesTheRequestAsItIs(string name)
    {
        app.Services.Answer($"GET {One}", new { id = _id, title = "Heat", status = "approved" });
        var user = await app.SignInAsync();
        await using var socket = await app.ConnectAsync(user, name);

        var data = await socket.DataAsync("request:refresh", new { id = _id });

        data.GetProperty("id").GetGuid().ShouldBe(_id);
        data.GetProperty("status").GetString().ShouldBe("approved");
        var call = app.Services.CallsOf($"GET {One}").ShouldHaveSingleItem();
        // media decides whose it is: it gets the user's own token
        call.Authorization.ShouldBe($"Bearer {user.Token}");
        call.CorrelationId.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task CancelCancels()
    {
        app.Services.Answer($"DELETE {One}", new { id = _id, status = "cancelled" });
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        (await socket.DataAsync("request:cancel", new { id = _id })).GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("request:refresh")]
    [InlineData("request:cancel")]
    public async Task AnothersRequestIsNotThere(string command)
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        await socket.ErrorAsync("NOT_FOUND", command, new { id = _id });
    }

    [Fact]
    public async Task ARefusalIsPassedOnAsItIs()
    {
        app.Services.Refuse($"DELETE {One}", 409, "CONFLICT", "Only a pending request can be cancelled.", new { status = "approved" });
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        var error = await socket.ErrorAsync("CONFLICT", "request:cancel", new { id = _id });

        error.GetProperty("message").GetString().ShouldBe("Only a pending request can be cancelled.");
        error.GetProperty("details").GetProperty("status").GetString().ShouldBe("approved");
    }

    [Fact]
    public async Task AFailureKeepsItsCodeAndWhenToTryAgainButNoInsides()
    {
        app.Services.Refuse($"DELETE {One}", 503, "DATABASE_ERROR", "The database does not answer.", "Npgsql: password=hunter2", retryAfter: 7);
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        var error = await socket.ErrorAsync("DATABASE_ERROR", "request:cancel", new { id = _id });

        error.GetProperty("retryAfter").GetInt32().ShouldBe(7);
        error.GetRawText().ShouldNotContain("hunter2");
        // it may have been done: it is not sent twice
        app.Services.CallsOf($"DELETE {One}").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AServiceThatBreaksOffIsUnavailable()
    {
        app.Services.BreakOff($"DELETE {One}");
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        await socket.ErrorAsync("SERVICE_UNAVAILABLE", "request:cancel", new { id = _id });
    }

    [Theory]
    [InlineData(200, "text/html", "<html>")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(500, "application/json", "{\"error\":\"oh\"}")]
    [InlineData(418, "text/plain", "teapot")]
    public async Task WhatIsNoEnvelopeIsAnErrorOfTheUpstream(int status, string type, string body)
    {
        app.Services.Do($"DELETE {One}", async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        });
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        await socket.ErrorAsync("UPSTREAM_ERROR", "request:cancel", new { id = _id });
    }

    [Fact]
    public async Task AServiceThatHangsIsATimeoutAndHoldsBackNobodyElse()
    {
        app.Services.Hang($"DELETE {One}");
        var user = await app.SignInAsync();
        await using var slow = await app.ConnectAsync(user);
        await using var other = await app.ConnectAsync(user);

        var hanging = slow.AskAsync("request:cancel", new { id = _id });
        var behind = slow.AskAsync("ping");
        await other.DataAsync("ping");
        hanging.IsCompleted.ShouldBeFalse();
        // one after the other on one socket
        behind.IsCompleted.ShouldBeFalse();

        (await hanging).GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_TIMEOUT");
        (await behind).GetProperty("success").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task ACommandHasADeadline()
    {
        app.Services.Hang($"GET {One}");
        var user = await app.SignInAsync();
        await using var replica = await app.Service.StartReplicaAsync(new Dictionary<string, string> { ["Realtime:Commands:TimeoutSeconds"] = "1" });
        await using var socket = await CommandClient.ConnectAsync(replica.Address, "/authenticated", user.Token);

        await socket.ErrorAsync("UPSTREAM_TIMEOUT", "request:refresh", new { id = _id });
    }
}
