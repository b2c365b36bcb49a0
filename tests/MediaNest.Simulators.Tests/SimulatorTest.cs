using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace MediaNest.Simulators.Tests;

/// <summary>Simulators for the tests of a class, which run one after the other.</summary>
public sealed class SimulatorFixture : IAsyncLifetime
{
    public SimulatorHost Simulators { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Simulators = await SimulatorHost.StartAsync();

    public ValueTask DisposeAsync() => Simulators.DisposeAsync();
}

/// <summary>Each test begins with the simulators as they start.</summary>
public abstract class SimulatorTest(SimulatorFixture fixture) : IClassFixture<SimulatorFixture>, IAsyncLifetime
{
    protected const int Endgame = 299534;

    protected SimulatorHost Simulators => fixture.Simulators;

    protected HttpClient Http { get; } = new() { BaseAddress = fixture.Simulators.BaseAddress };

    protected SimulatorControl Control => Simulators.Control;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await Control.ResetAsync(Cancellation);

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await Http.SendAsync(request, Cancellation);
    }

    protected async Task<JsonNode> JsonAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, headers);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path} answered {(int)response.StatusCode}");
        return await JsonAsync(response);
    }

    protected static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;

    protected Task<JsonNode> TmdbAsync(string path) => JsonAsync($"tmdb{path}", ("Authorization", "Bearer sim-tmdb-key"));

    protected Task<JsonNode> PlexAsync(string path) =>
        JsonAsync($"pms{path}", ("X-Plex-Token", "sim-plex-token"), ("Accept", "application/json"));

    protected Task<HttpResponseMessage> OverseerrAsync(HttpMethod method, string path, object? body = null, int user = 1) =>
        SendAsync(method, $"overseerr/api/v1{path}", body, ("X-Api-Key", "sim-overseerr-key"), ("X-API-User", $"{user}"));

    protected static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>Waits for something that happens in the background.</summary>
    protected static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Func<T, bool> done)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var value = await read();
            if (done(value))
            {
                return value;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
