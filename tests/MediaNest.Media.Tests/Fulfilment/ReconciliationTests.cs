using MediaNest.Media.Tests.Hosting;
using MediaNest.Testing;

namespace MediaNest.Media.Tests.Fulfilment;

public sealed class ReconciliationTests
{
    [Fact]
    public async Task WithoutAnyWebhookARequestStillBecomesAvailable()
    {
        await using var app = await MediaApp.StartAsync(settings => settings["Fulfilment:ReconcileSeconds"] = "0.3", webhooks: false);
        var id = await app.RequestAndApproveAsync(Titles.TheMatrix);
        await app.WaitForAsync(id, "processing");
        app.Plex.Add("movie", Titles.TheMatrix);
        await app.Simulators.Control.CompleteRequestAsync(await app.OverseerrIdAsync(id));
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "available");
    }

    [Fact]
    public async Task WithoutAnyWebhookADeclinedRequestStillFails()
    {
        await using var app = await MediaApp.StartAsync(settings => settings["Fulfilment:ReconcileSeconds"] = "0.3", webhooks: false);
        var id = await app.RequestAndApproveAsync(Titles.TheMatrix);
        await app.WaitForAsync(id, "processing");
        await app.Simulators.Control.DeclineRequestAsync(await app.OverseerrIdAsync(id));
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "failed");
    }

    [Fact]
    public async Task AvailableIsPlexsWordUntilTheGraceIsOver()
    {
        await using var app = await MediaApp.StartAsync(settings => settings["Fulfilment:ConfirmationGraceSeconds"] = "3");
        var id = await app.RequestAndApproveAsync(Titles.Inception);
        await app.WaitForAsync(id, "processing");
        await app.Simulators.Control.CompleteRequestAsync(await app.OverseerrIdAsync(id), addToPlex: false);
        await Eventually.Async(
            async () => await app.QueryAsync<long>("SELECT count(*) FROM request_jobs WHERE announced_at IS NOT NULL AND attempts > 1") == 1,
            MediaApp.Patience, "it was announced, and looked for in Plex");
        (await app.GetAsync(id)).GetProperty("status").GetString().ShouldBe("processing");

        var done = await app.WaitForAsync(id, "available");
        done.GetProperty("history").EnumerateArray().Last().GetProperty("by").GetProperty("name").GetString().ShouldBe("overseerr");
    }

    [Fact]
    public async Task PlexComingBackConfirmsWhatWasAnnouncedMeanwhile()
    {
        await using var app = await MediaApp.StartAsync();
        var id = await app.RequestAndApproveAsync(Titles.Zodiac);
        await app.WaitForAsync(id, "processing");
        app.Plex.IsDown = true;
        app.Plex.Add("movie", Titles.Zodiac);
        await app.Simulators.Control.CompleteRequestAsync(await app.OverseerrIdAsync(id));
        await Eventually.Async(
            async () => await app.QueryAsync<long>("SELECT count(*) FROM request_jobs WHERE announced_at IS NOT NULL AND last_error IS NOT NULL") == 1,
            MediaApp.Patience, "Plex could not be asked");
        (await app.GetAsync(id)).GetProperty("status").GetString().ShouldBe("processing");

        app.Plex.IsDown = false;
        var done = await app.WaitForAsync(id, "available");
        done.GetProperty("history").EnumerateArray().Last().GetProperty("by").GetProperty("name").GetString().ShouldBe("plex");
    }
}
