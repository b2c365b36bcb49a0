using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace MediaNest.AppHost.Demo;

/// <summary>One step: what it does, and how; it returns what came back, in short.</summary>
internal sealed record DemoStep(string Name, Func<CancellationToken, Task<string>> RunAsync);

/// <summary>The steps, and what one hands to the next. Works again on data an earlier walk left: it picks what is new.</summary>
internal sealed class DemoWalk : IDisposable
{
    private const string AdminEmail = "admin@example.org";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Queries = ["star", "the", "man", "love", "day"];
    private static readonly string[] Videos = ["aqz-KE-bpKQ", "eRsGyueVLvQ", "R6MlUcmOul8", "dQw4w9WgXcQ"];
    private static readonly string[] Qualities = ["360p", "480p", "720p", "1080p", "best"];

    private readonly DemoClient _admin;
    private readonly DemoClient _viewer;
    private readonly DemoClient _control;
    private readonly string _adminPassword;
    private JsonElement _pin;
    private List<JsonElement> _films = [];
    private JsonElement _request;
    private string _tmdbId = "";
    private string _download = "";

    public DemoWalk(Uri gateway, Uri simulators, string adminPassword)
    {
        _admin = new DemoClient(new Uri(gateway, "/api/v1/"));
        _viewer = new DemoClient(new Uri(gateway, "/api/v1/"));
        _control = new DemoClient(new Uri(simulators, "/control/"));
        _adminPassword = adminPassword;
        Steps =
        [
            new("create the first administrator", CreateAdminAsync),
            new("ask for a Plex PIN", AskForPinAsync),
            new("enter the PIN at plex.tv", LinkPinAsync),
            new("sign in as the Plex user", SignInAsync),
            new("search for films", SearchAsync),
            new("request a film", RequestAsync),
            new("see it wait for approval", cancellationToken => SeeAsync(["pending"], cancellationToken)),
            new("approve it as administrator", ApproveAsync),
            new("see Overseerr work on it", cancellationToken => SeeAsync(["processing"], cancellationToken)),
            new("let Overseerr finish", CompleteAsync),
            new("see it available", cancellationToken => SeeAsync(["available"], cancellationToken)),
            new("find the notification", NotificationAsync),
            new("download a video", DownloadAsync),
            new("see it in the list of downloads", ListDownloadsAsync),
        ];
    }

    public IReadOnlyList<DemoStep> Steps { get; }

    public void Dispose()
    {
        _admin.Dispose();
        _viewer.Dispose();
        _control.Dispose();
    }

    private async Task<string> CreateAdminAsync(CancellationToken cancellationToken)
    {
        var body = new { email = AdminEmail, password = _adminPassword, name = "Demo administrator", confirmPassword = _adminPassword };
        var answer = await _admin.TryAsync(HttpMethod.Post, "auth/admin", body, cancellationToken);
        var isNew = answer.ErrorCode != "ADMIN_EXISTS";
        var signedIn = isNew
            ? answer.IsSuccess ? answer.Data : throw DemoException.Of(HttpMethod.Post, "auth/admin", answer)
            : await _admin.PostAsync("auth/login", new { email = AdminEmail, password = _adminPassword }, cancellationToken);
        _admin.SignIn(signedIn.Text("token"));
        return $"{(isNew ? "created" : "there already, signed in:")} {Describe(signedIn.At("user"))}";
    }

    private async Task<string> AskForPinAsync(CancellationToken cancellationToken)
    {
        _pin = await _viewer.PostAsync("auth/plex/pin", new { clientName = "MediaNest demo" }, cancellationToken);
        return $"code {_pin.Text("code")}, valid for {_pin.Text("expiresIn")} s";
    }

    private async Task<string> LinkPinAsync(CancellationToken cancellationToken)
    {
        await _control.PostAsync($"plex/pins/{Uri.EscapeDataString(_pin.Text("code"))}/link", new { username = "demo-viewer", email = "viewer@example.org" }, cancellationToken);
        return "as demo-viewer (the simulator's control API does it)";
    }

    private async Task<string> SignInAsync(CancellationToken cancellationToken)
    {
        var signedIn = await _viewer.PostAsync("auth/plex/verify", new { pinId = _pin.Text("id") }, cancellationToken);
        _viewer.SignIn(signedIn.Text("token"));
        return Describe(signedIn.At("user"));
    }

    private async Task<string> SearchAsync(CancellationToken cancellationToken)
    {
        foreach (var query in Queries)
        {
            var found = await _viewer.GetAsync($"media/search?query={query}&type=movie&limit=50", cancellationToken);
            _films.AddRange(found.Items().Where(IsNew));
        }

        _films = [.. _films.DistinctBy(film => film.Text("id"))];
        return _films.Count > 0
            ? $"{_films.Count} films nobody has yet, first {_films[0].Text("title")} ({_films[0].Text("year")})"
            : throw new DemoException("Every film the demo can find is there already. Start with a fresh folder: --LocalHosting:DataDirectory=…");
    }

    private async Task<string> RequestAsync(CancellationToken cancellationToken)
    {
        foreach (var film in _films)
        {
            var answer = await _viewer.TryAsync(HttpMethod.Post, "media/request", new { tmdbId = film.Text("id"), mediaType = "movie" }, cancellationToken);
            if (answer.IsSuccess)
            {
                _request = answer.Data;
                _tmdbId = film.Text("id");
                return $"{film.Text("title")} ({film.Text("year")}): {answer.Data.Text("status")}, request {answer.Data.Text("id")}";
            }

            if (answer.Status != HttpStatusCode.Conflict)
            {
                throw DemoException.Of(HttpMethod.Post, "media/request", answer);
            }
        }

        throw new DemoException("Every film the demo can find was requested before. Start with a fresh folder: --LocalHosting:DataDirectory=…");
    }

    private async Task<string> ApproveAsync(CancellationToken cancellationToken)
    {
        var approved = await _admin.PostAsync($"admin/requests/{_request.Text("id")}/approve", new { }, cancellationToken);
        return approved.Text("status") is { Length: > 0 } status ? status : "approved";
    }

    private async Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        var requests = await _control.GetAsync("overseerr/requests", cancellationToken);
        var mine = requests.Items().LastOrDefault(request => request.At("media").Text("tmdbId") == _tmdbId);
        if (mine.ValueKind == JsonValueKind.Undefined)
        {
            throw new DemoException($"Overseerr has no request for film {_tmdbId}.");
        }

        await _control.PostAsync($"overseerr/requests/{mine.Text("id")}/complete", new { }, cancellationToken);
        return $"Overseerr's request {mine.Text("id")} is complete, its webhook is on its way";
    }

    private async Task<string> SeeAsync(string[] wanted, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        return await PollAsync(() => $"the request to be {string.Join(" or ", wanted)}; it was {string.Join(" → ", seen)}", async () =>
        {
            var request = await _viewer.GetAsync($"media/requests/{_request.Text("id")}", cancellationToken);
            var status = request.Text("status");
            if (seen.Count == 0 || seen[^1] != status)
            {
                seen.Add(status);
            }

            return wanted.Contains(status) ? string.Join(" → ", seen)
                : status is "failed" or "denied" or "cancelled" ? throw new DemoException($"The request is {status}.") : null;
        }, cancellationToken);
    }

    private Task<string> NotificationAsync(CancellationToken cancellationToken) => PollAsync(() => "a notification that the film is available", async () =>
    {
        var list = await _viewer.GetAsync("notifications?unread=true", cancellationToken);
        var mine = list.At("items").Items().FirstOrDefault(notification =>
            notification.At("data").Text("requestId") == _request.Text("id") && notification.Text("type").Contains("available", StringComparison.Ordinal));
        return mine.ValueKind == JsonValueKind.Undefined ? null : $"{mine.Text("type")}: {mine.Text("title")} — {mine.Text("message")} ({list.Text("unreadCount")} unread)";
    }, cancellationToken);

    private async Task<string> DownloadAsync(CancellationToken cancellationToken)
    {
        foreach (var (quality, video) in Qualities.SelectMany(quality => Videos.Select(video => (quality, video))))
        {
            var body = new { url = $"https://www.youtube.com/watch?v={video}", quality, format = "mp4" };
            var answer = await _viewer.TryAsync(HttpMethod.Post, "youtube/download", body, cancellationToken);
            if (answer.IsSuccess)
            {
                _download = answer.Data.Text("id");
                return await WatchDownloadAsync(cancellationToken);
            }

            if (answer.Status != HttpStatusCode.Conflict)
            {
                throw DemoException.Of(HttpMethod.Post, "youtube/download", answer);
            }
        }

        throw new DemoException("Every video was downloaded before. Start with a fresh folder: --LocalHosting:DataDirectory=…");
    }

    private Task<string> WatchDownloadAsync(CancellationToken cancellationToken) => PollAsync(() => "the download to be completed", async () =>
    {
        var download = await _viewer.GetAsync($"youtube/downloads/{_download}", cancellationToken);
        return download.Text("status") switch
        {
            "completed" => $"{download.Text("title")}: completed in {download.Text("quality")} {download.Text("format")}",
            "failed" or "cancelled" => throw new DemoException($"The download {download}"),
            _ => null,
        };
    }, cancellationToken);

    private async Task<string> ListDownloadsAsync(CancellationToken cancellationToken)
    {
        var list = await _viewer.GetAsync("youtube/downloads?status=completed", cancellationToken);
        var mine = list.Items().FirstOrDefault(download => download.Text("id") == _download);
        return mine.ValueKind == JsonValueKind.Undefined
            ? throw new DemoException($"The list lacks download {_download}.")
            : $"{list.Items().Count()} completed, among them {mine.Text("title")}";
    }

    private static bool IsNew(JsonElement film) =>
        film.At("availability").Text("plex") is not "True" && film.At("availability").Text("requested") is not "True";

    private static string Describe(JsonElement user) => $"{user.Text("username")} <{user.Text("email")}>, role {user.Text("role")}";

    private static async Task<string> PollAsync(Func<string> what, Func<Task<string?>> probe, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await probe() is { } result)
            {
                return result;
            }

            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new DemoException($"Waited {Patience.TotalSeconds} s for {what()}.");
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
