using System.Text.Json;
using MediaNest.Notification.Realtime.Commands;

namespace MediaNest.Notification.Tests.Realtime.Commands;

/// <summary>What clients send in the wrong shape costs them nothing but an answer.</summary>
[Collection(nameof(CommandApp))]
public sealed class CommandShapeTests(CommandApp app)
{
    public static TheoryData<string> Commands => [.. CommandTable.All.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task ACommandTakesOneObject(string command)
    {
        await using var socket = await AdminSocketAsync();

        foreach (var argument in new object[] { "text", 5, true, Array.Empty<int>(), new[] { new { id = 1 } } })
        {
            ShouldBeInvalid(await socket.AskAsync(command, argument));
        }

        ShouldBeInvalid(await socket.AskAsync(command, new { }, new { }));
        ShouldBeInvalid(await socket.AskAsync(command, null, null));
        await ShouldStillServeAsync(socket, errors: 7);
    }

    [Theory]
    [InlineData("request:refresh", "{}", "id")]
    [InlineData("request:refresh", """{"id":null}""", "id")]
    [InlineData("request:refresh", """{"id":"1"}""", "id")]
    [InlineData("request:refresh", """{"id":"'; DROP TABLE notifications"}""", "id")]
    [InlineData("request:refresh", """{"id":["0199aa00-0000-7000-8000-00000000a11c"]}""", "id")]
    [InlineData("request:cancel", """{"id":5}""", "id")]
    [InlineData("request:cancel", """{"id":{"$ne":null}}""", "id")]
    [InlineData("download:cancel", """{"id":""}""", "id")]
    [InlineData("download:retry", """{"ID2":"0199aa00-0000-7000-8000-00000000a11c"}""", "id")]
    [InlineData("notification:read", """{"id":"0199aa00-0000-7000-8000-00000000a11"}""", "id")]
    [InlineData("notifications:history", """{"limit":0}""", "limit")]
    [InlineData("notifications:history", """{"limit":101}""", "limit")]
    [InlineData("notifications:history", """{"limit":1.5}""", "limit")]
    [InlineData("notifications:history", """{"limit":"5"}""", "limit")]
    [InlineData("notifications:history", """{"limit":99999999999}""", "limit")]
    [InlineData("notifications:history", """{"before":"yesterday"}""", "before")]
    [InlineData("notifications:history", """{"before":5}""", "before")]
    [InlineData("service:history", "{}", "name")]
    [InlineData("service:history", """{"name":"../admin"}""", "name")]
    [InlineData("service:history", """{"name":"plex","hours":0}""", "hours")]
    [InlineData("service:history", """{"name":"plex","hours":721}""", "hours")]
    [InlineData("subscribe", "{}", "topics")]
    [InlineData("subscribe", """{"topics":null}""", "topics")]
    [InlineData("subscribe", """{"topics":[]}""", "topics")]
    [InlineData("subscribe", """{"topics":"service:plex"}""", "topics")]
    [InlineData("subscribe", """{"topics":[5]}""", "topics[0]")]
    [InlineData("subscribe", """{"topics":[null]}""", "topics")]
    [InlineData("subscribe", """{"topics":[""]}""", "topics")]
    [InlineData("unsubscribe", """{"topics":{}}""", "topics")]
    [InlineData("user:preferencesChanged", "{}", "body")]
    [InlineData("admin:broadcast", """{"title":"Hello"}""", "message")]
    [InlineData("admin:broadcast", """{"title":"  ","message":"x"}""", "title")]
    [InlineData("admin:broadcast", """{"title":"Hello","message":5}""", "message")]
    [InlineData("admin:broadcast", """{"title":"Hello","message":"x","role":"owner"}""", "role")]
    [InlineData("admin:disconnect-user", "{}", "userId")]
    [InlineData("admin:disconnect-user", """{"userId":"me"}""", "userId")]
    public async Task AWrongFieldIsNamed(string command, string body, string field)
    {
        await using var socket = await AdminSocketAsync();

        var error = ShouldBeInvalid(await socket.AskAsync(command, JsonElement.Parse(body)));

        error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString()).ShouldBe([field]);
        await ShouldStillServeAsync(socket, errors: 1);
    }

    [Fact]
    public async Task EveryComplaintIsReportedAtOnce()
    {
        await using var socket = await AdminSocketAsync();

        var error = ShouldBeInvalid(await socket.AskAsync("service:history", new { name = "?", hours = -1 }));

        error.GetProperty("details").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"id":"0199aa00-0000-7000-8000-00000000a11c","id":"0199aa00-0000-7000-8000-00000000a11d"}""")]
    [InlineData("""{"_placeholder":true,"num":0}""")]
    public async Task WhatSaysAThingTwiceOrPretendsToBeBinaryIsRefused(string body)
    {
        await using var socket = await AdminSocketAsync();

        ShouldBeInvalid(await socket.AskAsync("request:refresh", JsonElement.Parse(body)));

        await ShouldStillServeAsync(socket, errors: 1);
    }

    [Fact]
    public async Task BinaryIsRefused()
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        await socket.ErrorAsync("INVALID_EVENT", "request:refresh", new byte[] { 1, 2, 3 });
        await socket.ErrorAsync("INVALID_EVENT", "notifications:history", new { limit = 5, extra = new byte[] { 1, 2, 3 } });

        await socket.DataAsync("ping");
    }

    [Fact]
    public async Task TooMuchIsRefused()
    {
        await using var socket = await AdminSocketAsync();

        ShouldBeInvalid(await socket.AskAsync("service:history", new { name = new string('a', 65) }));
        ShouldBeInvalid(await socket.AskAsync("subscribe", new { topics = Enumerable.Repeat("service:plex", 51) }));
        ShouldBeInvalid(await socket.AskAsync("subscribe", new { topics = new[] { "service:" + new string('a', 100) } }));
        ShouldBeInvalid(await socket.AskAsync("admin:broadcast", new { title = new string('a', 257), message = "x" }));
        ShouldBeInvalid(await socket.AskAsync("admin:broadcast", new { title = "x", message = new string('a', 2001) }));
        ShouldBeInvalid(await socket.AskAsync("user:preferencesChanged", new { language = new string('a', 20_000) }));
        ShouldBeInvalid(await socket.AskAsync("notifications:history", JsonElement.Parse(string.Concat(Enumerable.Repeat("""{"a":""", 40)) + "1" + new string('}', 40))));

        await ShouldStillServeAsync(socket, errors: 7);
    }

    [Theory]
    [InlineData("no:such:thing")]
    [InlineData("message")]
    [InlineData("toString")]
    [InlineData("")]
    public async Task AnUnknownEventIsNoCommand(string name)
    {
        await using var socket = await AdminSocketAsync();

        ShouldBeInvalid(await socket.AskAsync(name, new { id = 1 }));
        await socket.EmitAsync(name);

        await ShouldStillServeAsync(socket, errors: 2);
    }

    [Fact]
    public async Task ALongNameIsNotSentBackInFull()
    {
        await using var socket = await AdminSocketAsync();

        ShouldBeInvalid(await socket.AskAsync(new string('x', 5000))).GetProperty("message").GetString()!.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task WhoWaitsForNoAcknowledgementLearnsOfAFailureByAnEvent()
    {
        await using var socket = await AdminSocketAsync();

        await socket.EmitAsync("request:cancel", new { id = Guid.CreateVersion7() });

        (await socket.WaitAsync("error")).Payload.GetProperty("code").GetString().ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task WhatNeedsNothingMayComeWithNothingOrAnythingUnknown()
    {
        await using var socket = await AdminSocketAsync();

        foreach (var answer in new[] { await socket.AskAsync("ping"), await socket.AskAsync("ping", (object?)null), await socket.AskAsync("ping", new { at = 5 }) })
        {
            answer.GetProperty("success").GetBoolean().ShouldBeTrue();
            answer.GetProperty("data").GetProperty("serverTime").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        }
    }

    private static JsonElement ShouldBeInvalid(JsonElement answer)
    {
        answer.GetProperty("success").GetBoolean().ShouldBeFalse(answer.ToString());
        var error = answer.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("INVALID_EVENT", answer.ToString());
        return error;
    }

    private static async Task ShouldStillServeAsync(TestSocket socket, int errors)
    {
        (await socket.AskAsync("ping")).GetProperty("success").GetBoolean().ShouldBeTrue();
        socket.IsDisconnected.ShouldBeFalse();
        var told = socket.Named("error");
        told.Count.ShouldBe(errors);
        told.ShouldAllBe(error => error.Payload.GetProperty("code").GetString() == "INVALID_EVENT"
            && error.Payload.GetProperty("message").GetString() != "" && error.Payload.GetProperty("timestamp").GetString()!.EndsWith('Z'));
    }

    private async Task<TestSocket> AdminSocketAsync()
    {
        var socket = await app.Service.ConnectAsync("/admin", await app.SignInAsync("admin"));
        await socket.WaitAsync("connection:established");
        return socket;
    }
}
