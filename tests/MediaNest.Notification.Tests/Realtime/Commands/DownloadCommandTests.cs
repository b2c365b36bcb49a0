namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class DownloadCommandTests(CommandApp app)
{
    private readonly Guid _id = Guid.CreateVersion7();

    private string One => $"/api/v1/youtube/downloads/{_id}";

    [Fact]
    public async Task CancelCancelsAndDeletesNothing()
    {
        app.Services.Answer($"POST {One}/cancel", new { id = _id, status = "cancelled" });
        var user = await app.SignInAsync();
        await using var socket = await app.ConnectAsync(user, "/media");

        (await socket.DataAsync("download:cancel", new { id = _id })).GetProperty("status").GetString().ShouldBe("cancelled");

        app.Services.CallsOf($"POST {One}/cancel").ShouldHaveSingleItem().Authorization.ShouldBe($"Bearer {user.Token}");
        app.Services.CallsOf($"DELETE {One}").ShouldBeEmpty();
    }

    [Fact]
    public async Task RetryQueuesAgain()
    {
        app.Services.Answer($"POST {One}/retry", new { id = _id, status = "queued" }, status: 202);
        await using var socket = await app.ConnectAsync(await app.SignInAsync(), "/media");

        (await socket.DataAsync("download:retry", new { id = _id })).GetProperty("status").GetString().ShouldBe("queued");
    }

    [Theory]
    [InlineData("download:cancel", "cancel")]
    [InlineData("download:retry", "retry")]
    public async Task WhatIsAgainstTheStateOrNotOnesOwnIsRefused(string command, string path)
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());
        await socket.ErrorAsync("NOT_FOUND", command, new { id = _id });

        app.Services.Refuse($"POST {One}/{path}", 409, "CONFLICT", "Not in this state.");
        await socket.ErrorAsync("CONFLICT", command, new { id = _id });
    }
}
