using System.Globalization;
using System.Text.Json.Nodes;

namespace MediaNest.Notification.Realtime.Commands.Services;

internal sealed class MediaClient(HttpClient http)
{
    public Task<CommandResult> GetRequestAsync(Guid id, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Get, $"/api/v1/media/requests/{id:D}", caller, cancellationToken);

    public Task<CommandResult> CancelRequestAsync(Guid id, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Delete, $"/api/v1/media/requests/{id:D}", caller, cancellationToken);
}

internal sealed class DownloadClient(HttpClient http)
{
    /// <summary>Not DELETE, which would delete a download that finished a moment before.</summary>
    public Task<CommandResult> CancelAsync(Guid id, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Post, $"/api/v1/youtube/downloads/{id:D}/cancel", caller, cancellationToken);

    public Task<CommandResult> RetryAsync(Guid id, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Post, $"/api/v1/youtube/downloads/{id:D}/retry", caller, cancellationToken);
}

internal sealed class OperationsClient(HttpClient http)
{
    public Task<CommandResult> GetStatusAsync(SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Get, "/api/v1/services/status", caller, cancellationToken);

    public Task<CommandResult> GetHistoryAsync(string name, int? hours, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(
            HttpMethod.Get,
            $"/api/v1/services/{Uri.EscapeDataString(name)}/history{(hours is { } some ? "?hours=" + some.ToString(CultureInfo.InvariantCulture) : "")}",
            caller,
            cancellationToken);

    public Task<CommandResult> RefreshAsync(SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Post, "/api/v1/admin/services/refresh", caller, cancellationToken);
}

internal sealed class AuthClient(HttpClient http)
{
    private const string Preferences = "/api/v1/users/me/preferences";

    /// <summary>Changes what a JSON merge patch names; auth merges it, so that two at once lose nothing.</summary>
    public Task<CommandResult> ChangePreferencesAsync(JsonObject change, SocketCaller caller, CancellationToken cancellationToken) =>
        http.SendAsync(HttpMethod.Patch, Preferences, caller, change, cancellationToken);
}
