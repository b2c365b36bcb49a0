using MediaNest.Media.Tests.Hosting;
using MediaNest.Simulators;
using MediaNest.Testing;

namespace MediaNest.Media.Tests.Fulfilment;

public sealed class SubmissionTests
{
    [Fact]
    public async Task WhileOverseerrIsDownARequestIsQueuedAndThenSubmittedOnce()
    {
        await using var app = await MediaApp.StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault { Down = true });
        var id = await app.RequestAndApproveAsync(Titles.TheMatrix);
        await Eventually.Async(
            async () => (await app.GetAsync(id)).GetProperty("submission").GetProperty("attempts").GetInt32() > 2, MediaApp.Patience, "it was tried a few times");
        var queued = await app.GetAsync(id);
        queued.GetProperty("status").GetString().ShouldBe("approved");
        queued.GetProperty("submission").GetProperty("state").GetString().ShouldBe("queued");
        queued.GetProperty("submission").GetProperty("lastError").GetString().ShouldNotBeNullOrEmpty();

        await app.Simulators.Control.ClearFaultAsync(Systems.Overseerr);
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing");
        (await app.InOverseerrAsync(Titles.TheMatrix)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("late")]
    [InlineData("cut")]
    [InlineData("garbage")]
    public async Task AnAnswerThatNeverCameIsLookedUpNotSentAgain(string fault)
    {
        await using var app = await MediaApp.StartAsync(settings => settings["Resilience:overseerr:AttemptTimeout"] = "00:00:00.5");
        // the order takes effect; its answer does not arrive
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault
        {
            Method = "POST",
            Times = 1,
            LatencyMs = fault == "late" ? 1_500 : null,
            Drop = fault == "cut" ? true : null,
            Garbage = fault == "garbage" ? true : null,
        });
        var id = await app.RequestAndApproveAsync(Titles.FightClub);
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing");
        (await app.InOverseerrAsync(Titles.FightClub)).Count.ShouldBe(1);
        (await OrdersAsync(app)).ShouldBe(1);
    }

    [Fact]
    public async Task TwoReplicasSubmitEachRequestOnce()
    {
        await using var app = await MediaApp.StartAsync();
        await app.StartReplicaAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault { LatencyMs = 100 });
        int[] titles = [Titles.Endgame, Titles.DoctorStrange, Titles.TheAvengers, Titles.AgeOfUltron, Titles.BlackPanther, Titles.IronMan2];
        var ids = await Task.WhenAll(titles.Select(title => app.RequestAndApproveAsync(title)));
        foreach (var id in ids)
            await app.WaitForHistoryAsync(id, "pending", "approved", "processing");
        (await OrdersAsync(app)).ShouldBe(titles.Length);
        foreach (var id in ids)
            (await app.EventsAsync("MediaRequestStatusChanged", id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AReplicaKilledInTheMiddleOfAnOrderLosesNothingAndDoublesNothing()
    {
        await using var app = await MediaApp.StartAsync(settings => settings["Fulfilment:LeaseSeconds"] = "10", replica: false);
        await using var victim = await MediaProcess.StartAsync(app.Settings);
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault { Method = "POST", LatencyMs = 60_000 });
        var id = await victim.RequestAndApproveAsync(app, Titles.ReservoirDogs);
        await Eventually.Async(async () => (await app.InOverseerrAsync(Titles.ReservoirDogs)).Count == 1, MediaApp.Patience, "the order took effect");
        victim.Kill();

        await app.Simulators.Control.ClearFaultAsync(Systems.Overseerr);
        await app.StartReplicaAsync();
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing");
        (await OrdersAsync(app)).ShouldBe(1);
    }

    [Fact]
    public async Task WhatSomebodyRequestedInOverseerrIsAdopted()
    {
        await using var app = await MediaApp.StartAsync();
        using var overseerr = new HttpClient();
        overseerr.DefaultRequestHeaders.Add("X-Api-Key", "sim-overseerr-key");
        using var made = await overseerr.PostAsync(
            new Uri(app.Simulators.UrlOf(Systems.Overseerr) + "/api/v1/request"),
            new StringContent($$"""{"mediaType":"tv","mediaId":{{Titles.TheSopranos}},"seasons":[1],"is4k":false}""", System.Text.Encoding.UTF8, "application/json"));
        made.EnsureSuccessStatusCode();

        var covered = await app.RequestAndApproveAsync(Titles.TheSopranos, "tv", [1]);
        await app.WaitForAsync(covered, "processing");
        (await OrdersAsync(app)).ShouldBe(1);

        // of which part is there already: only the rest is asked for
        var more = await app.RequestAndApproveAsync(Titles.TheSopranos, "tv", [2, 3]);
        await app.WaitForAsync(more, "processing");
        var requests = await app.InOverseerrAsync(Titles.TheSopranos);
        requests.Count.ShouldBe(2);
        requests[1].GetProperty("seasons").EnumerateArray().Select(season => season.GetProperty("seasonNumber").GetInt32()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task NothingLeftToRequestIsNoSuccessUnlessTheTitleIsThere()
    {
        await using var app = await MediaApp.StartAsync();
        // in Overseerr's eyes it is available; in ours not yet
        await app.Simulators.Control.AddPlexItemAsync(Titles.PulpFiction, "movie");
        var id = await app.RequestAndApproveAsync(Titles.PulpFiction);
        await app.WaitForAsync(id, "processing");
        (await app.InOverseerrAsync(Titles.PulpFiction)).ShouldBeEmpty();
        app.Plex.Add("movie", Titles.PulpFiction);
        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "available");

        // it says so, and there is neither a request nor the title
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault { Method = "POST", Status = 202 });
        var nothing = await app.RequestAndApproveAsync(Titles.ThePrestige);
        (await app.WaitForAsync(nothing, "failed")).GetProperty("reason").GetString()!.ShouldContain("nothing left");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task WhatOverseerrRefusesFailsAndCanBeRetried(int status)
    {
        await using var app = await MediaApp.StartAsync(settings => settings["Fulfilment:MaxRefusals"] = "2");
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault { Method = "POST", Status = status });
        var id = await app.RequestAndApproveAsync(Titles.Inception);
        var failed = await app.WaitForAsync(id, "failed");
        failed.GetProperty("reason").GetString()!.ShouldStartWith("Overseerr");
        // the title is free again
        (await app.QueryAsync<long>("SELECT count(*) FROM request_items WHERE live")).ShouldBe(0);

        await app.Simulators.Control.ClearFaultAsync(Systems.Overseerr);
        using var admin = app.Admin();
        using var retried = await admin.PostJsonAsync($"/api/v1/admin/requests/{id}/retry", "");
        retried.EnsureSuccessStatusCode();
        await app.WaitForHistoryAsync(id, "pending", "approved", "failed", "approved", "processing");
    }

    [Fact]
    public async Task AFailedRequestIsNotRetriedWhereTheTitleHasBeenAskedForAnew()
    {
        await using var app = await MediaApp.StartAsync();
        await app.Simulators.Control.SetFaultAsync(Systems.Overseerr, new Fault { Method = "POST", Status = 403 });
        var failed = await app.RequestAndApproveAsync(Titles.Interstellar);
        await app.WaitForAsync(failed, "failed");
        await app.RequestAsync(Titles.Interstellar);
        using var admin = app.Admin();
        using var retried = await admin.PostJsonAsync($"/api/v1/admin/requests/{failed}/retry", "");
        await retried.ShouldFailAsync(System.Net.HttpStatusCode.Conflict, "ALREADY_REQUESTED");
        (await app.GetAsync(failed)).GetProperty("status").GetString().ShouldBe("failed");
    }

    private static async Task<int> OrdersAsync(MediaApp app) =>
        (await app.Simulators.Control.CallsAsync(Systems.Overseerr)).Count(call => call is { Method: "POST", Path: "/api/v1/request" });
}
