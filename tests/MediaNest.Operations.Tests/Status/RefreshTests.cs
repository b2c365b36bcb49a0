using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Simulators;
using MediaNest.Testing;

namespace MediaNest.Operations.Tests.Status;

/// <summary>An administrator does not wait for the monitor's next turn.</summary>
public sealed class RefreshTests
{
    private const string Path = "/api/v1/admin/services/refresh";

    [Fact]
    public async Task WhateverReplicaIsAskedLooksAtOnce()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        void Configure(IDictionary<string, string?> settings)
        {
            settings.Watch(simulators);
            settings["Monitoring:Interval"] = "00:10:00";
        }

        await using var app = await OperationsApp.StartAsync(Configure);
        await app.WaitForStatusAsync("tmdb", "up");
        // it does not lead, and looks all the same
        await using var replica = await OperationsApp.StartAsync(Configure, app.Servers);
        using var admin = replica.For(role: "admin");

        using var response = await admin.PostAsync(Path, content: null);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var data = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        data.GetProperty("accepted").GetBoolean().ShouldBeTrue();
        var asked = data.GetProperty("requestedAt").GetDateTimeOffset();
        await Eventually.Async(
            async () => (await app.DataAsync("/api/v1/services/status/tmdb")).GetProperty("lastCheck").GetDateTimeOffset() >= asked,
            OperationsApp.Patience,
            "TMDB was looked at again");
    }

    [Fact]
    public async Task OnlyAdministratorsMay()
    {
        await using var app = await OperationsApp.StartAsync();
        using var user = app.For();
        using var anonymous = app.Anonymous();

        (await user.PostAsync(Path, content: null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await anonymous.PostAsync(Path, content: null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }
}
