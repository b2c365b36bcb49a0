namespace MediaNest.Notification.Tests.Realtime.Commands;

[Collection(nameof(CommandApp))]
public sealed class PreferenceCommandTests(CommandApp app)
{
    [Fact]
    public async Task WhatIsNotNamedStays()
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        await socket.DataAsync("user:preferencesChanged", new { theme = "dark" });
        var data = await socket.DataAsync("user:preferencesChanged", new { language = "de", notifications = new { email = true } });

        data.GetProperty("theme").GetString().ShouldBe("dark");
        data.GetProperty("language").GetString().ShouldBe("de");
        data.GetProperty("notifications").GetRawText().ShouldBe("""{"inApp":true,"email":true,"webhook":true}""");
        data.GetProperty("quality").GetProperty("video").GetString().ShouldBe("1080p");
    }

    [Fact]
    public async Task NullIsTheDefaultAgain()
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());
        await socket.DataAsync("user:preferencesChanged", new { theme = "dark", language = "de" });

        var data = await socket.DataAsync("user:preferencesChanged", new { theme = (string?)null });

        data.GetProperty("theme").GetString().ShouldBe("system");
        data.GetProperty("language").GetString().ShouldBe("de");
    }

    [Fact]
    public async Task AuthsComplaintIsPassedOn()
    {
        await using var socket = await app.ConnectAsync(await app.SignInAsync());

        var error = await socket.ErrorAsync("VALIDATION_ERROR", "user:preferencesChanged", new { theme = "purple" });

        error.GetProperty("details")[0].GetProperty("field").GetString().ShouldBe("theme");
    }
}
