using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaNest.Simulators;

/// <summary>The control API as methods. Works on any running simulators, in process or not.</summary>
public sealed class SimulatorControl : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client;

    /// <summary>Talks to the simulators at this address.</summary>
    /// <param name="baseAddress">Their address, such as <c>http://localhost:4100/</c>.</param>
    public SimulatorControl(Uri baseAddress) => _client = new HttpClient { BaseAddress = new Uri(baseAddress, "/control/") };

    /// <summary>Does what a person does at plex.tv/link.</summary>
    public Task LinkPinAsync(string code, string username, string email, bool owner = false, bool serverAccess = true, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"plex/pins/{Uri.EscapeDataString(code)}/link", new LinkPin(username, email, owner, serverAccess), cancellationToken);

    /// <summary>Lets a PIN run out at once.</summary>
    public Task ExpirePinAsync(string code, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"plex/pins/{Uri.EscapeDataString(code)}/expire", body: null, cancellationToken);

    /// <summary>Changes a plex.tv account: its token (<c>valid</c>, <c>expired</c>, <c>revoked</c>) or its access to the server.</summary>
    public Task ChangePlexUserAsync(string username, string? tokenState = null, bool? serverAccess = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"plex/users/{Uri.EscapeDataString(username)}", new ChangePlexUser(tokenState, serverAccess), cancellationToken);

    /// <summary>Puts a title of the catalogue (or seasons of it) on the media server.</summary>
    public Task AddPlexItemAsync(int tmdbId, string mediaType, IReadOnlyList<int>? seasons = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "plex/items", new AddPlexItem(tmdbId, mediaType, seasons), cancellationToken);

    /// <summary>Takes a title off the media server.</summary>
    public Task RemovePlexItemAsync(int tmdbId, string mediaType, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"plex/items/{mediaType}/{tmdbId}"), body: null, cancellationToken);

    /// <summary>All requests Overseerr has, in its own shape, oldest first.</summary>
    public async Task<IReadOnlyList<JsonObject>> RequestsAsync(CancellationToken cancellationToken = default) =>
        await _client.GetFromJsonAsync<List<JsonObject>>("overseerr/requests", Json, cancellationToken) ?? [];

    /// <summary>Completes a request: into Plex with it, and MEDIA_AVAILABLE announced.</summary>
    public Task CompleteRequestAsync(int id, IReadOnlyList<int>? seasons = null, bool addToPlex = true, CancellationToken cancellationToken = default) =>
        MoveAsync(id, "complete", new CompleteRequest(seasons, addToPlex), cancellationToken);

    /// <summary>Approves a request as Overseerr's administrator: MEDIA_APPROVED.</summary>
    public Task ApproveRequestAsync(int id, CancellationToken cancellationToken = default) => MoveAsync(id, "approve", body: null, cancellationToken);

    /// <summary>Declines a request: MEDIA_DECLINED.</summary>
    public Task DeclineRequestAsync(int id, CancellationToken cancellationToken = default) => MoveAsync(id, "decline", body: null, cancellationToken);

    /// <summary>Lets a request fail: MEDIA_FAILED.</summary>
    public Task FailRequestAsync(int id, CancellationToken cancellationToken = default) => MoveAsync(id, "fail", body: null, cancellationToken);

    /// <summary>The webhooks that were delivered or given up, oldest first.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> WebhooksAsync(CancellationToken cancellationToken = default) =>
        await _client.GetFromJsonAsync<List<WebhookDelivery>>("overseerr/webhooks", Json, cancellationToken) ?? [];

    /// <summary>Sends Overseerr's TEST_NOTIFICATION.</summary>
    public Task SendTestWebhookAsync(CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "overseerr/webhooks/test", body: null, cancellationToken);

    /// <summary>The settings in force (without the webhook's secret).</summary>
    public async Task<ControlSettings> SettingsAsync(CancellationToken cancellationToken = default) =>
        await _client.GetFromJsonAsync<ControlSettings>("settings", Json, cancellationToken) ?? new ControlSettings();

    /// <summary>Changes settings; unset members stay as they are.</summary>
    public Task ChangeSettingsAsync(ControlSettings settings, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, "settings", settings, cancellationToken);

    /// <summary>Lets something go wrong with a system, one of <see cref="Systems"/>; replaces its earlier fault.</summary>
    public Task SetFaultAsync(string system, Fault fault, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"faults/{system}", fault, cancellationToken);

    /// <summary>Lets a system work again.</summary>
    public Task ClearFaultAsync(string system, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, $"faults/{system}", body: null, cancellationToken);

    /// <summary>Sets a monitor of Uptime Kuma: <c>up</c>, <c>down</c>, <c>pending</c>, <c>maintenance</c>, <c>paused</c>.</summary>
    public Task SetMonitorAsync(string monitor, string? status = null, int? ping = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"uptime-kuma/{Uri.EscapeDataString(monitor)}", new SetMonitor(status, ping), cancellationToken);

    /// <summary>The calls a system received (or all systems), in the order of arrival.</summary>
    public async Task<IReadOnlyList<RecordedCall>> CallsAsync(string? system = null, CancellationToken cancellationToken = default) =>
        await _client.GetFromJsonAsync<List<RecordedCall>>(system is null ? "calls" : $"calls?system={system}", Json, cancellationToken) ?? [];

    /// <summary>Forgets the calls so far.</summary>
    public Task ClearCallsAsync(CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, "calls", body: null, cancellationToken);

    /// <summary>Everything back to the start: catalogue, accounts, requests, monitors, settings, no faults, no calls.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Post, "reset", body: null, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private Task MoveAsync(int id, string move, object? body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"overseerr/requests/{id}/{move}"), body, cancellationToken);

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        }

        using var response = await _client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{method} control/{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}",
                inner: null,
                response.StatusCode);
        }
    }
}
