using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.LocalHosting;
using MediaNest.Testing;

namespace MediaNest.Benchmarks.Events;

/// <summary>The whole of MediaNest as its AppHost starts it, with data and servers of its own.</summary>
internal sealed class MediaNestProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);
    private static readonly string[] Scopes = ["everything", "api", "sign-in", "admin", "webhooks"];
    private readonly string _data = Directory.CreateTempSubdirectory("medianest-benchmark-").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly HttpClient _gateway;
    private readonly HttpClient _simulators;
    private readonly Process _appHost;

    private MediaNestProcess(int gatewayPort, int simulatorsPort, int notificationReplicas)
    {
        GatewayPort = gatewayPort;
        _gateway = ClientOf(gatewayPort);
        _simulators = ClientOf(simulatorsPort);
        _appHost = new Process { StartInfo = StartInfo(gatewayPort, simulatorsPort, notificationReplicas) };
        _appHost.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _appHost.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
    }

    public int GatewayPort { get; }

    public static async Task<MediaNestProcess> StartAsync(int notificationReplicas = 1)
    {
        var started = new MediaNestProcess(FreePorts.Next(), FreePorts.Next(), notificationReplicas);
        started._appHost.Start();
        started._appHost.BeginOutputReadLine();
        started._appHost.BeginErrorReadLine();
        try
        {
            await Eventually.Async(started.IsReady, StartTimeout, "MediaNest is ready");
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the first administrator; returns the token.</summary>
    public async Task<string> SignInAdminAsync() =>
        TokenOf(await DataAsync(await SendAsync(
            HttpMethod.Post, "/api/v1/auth/admin", token: null, new { email = "owner@household.example", password = "Correct-Horse-7-Battery", name = "Owner" })));

    /// <summary>Signs a new user in by the PIN flow of Plex; returns the token.</summary>
    public async Task<string> SignInAsync(string name)
    {
        var pin = await DataAsync(await SendAsync(HttpMethod.Post, "/api/v1/auth/plex/pin", token: null, new { clientName = "benchmark" }));
        using (var linked = await _simulators.PostAsJsonAsync(
            $"/control/plex/pins/{pin.GetProperty("code").GetString()}/link", new { username = name, email = $"{name}@household.example" }))
        {
            linked.EnsureSuccessStatusCode();
        }

        return TokenOf(await DataAsync(await SendAsync(HttpMethod.Post, "/api/v1/auth/plex/verify", token: null, new { pinId = pin.GetProperty("id").GetString() })));
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, object? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return _gateway.SendAsync(request);
    }

    /// <summary>What a successful answer holds.</summary>
    public static async Task<JsonElement> DataAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode
                ? JsonElement.Parse(text).GetProperty("data")
                : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_appHost.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _appHost.Id.ToString(CultureInfo.InvariantCulture)]);
            await _appHost.WaitForExitAsync();
        }

        _appHost.Dispose();
        _gateway.Dispose();
        _simulators.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string TokenOf(JsonElement session) => session.GetProperty("token").GetString()!;

    private static HttpClient ClientOf(int port) => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"),
    };

    private ProcessStartInfo StartInfo(int gatewayPort, int simulatorsPort, int notificationReplicas)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(root, "MediaNest.AppHost", "bin", output.Parent.Name, output.Name, "MediaNest.AppHost.dll")])
        {
            WorkingDirectory = root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var environment = start.Environment;
        environment["DOTNET_ENVIRONMENT"] = environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["Logging__LogLevel__Default"] = "Warning";
        environment["Gateway__Port"] = gatewayPort.ToString(CultureInfo.InvariantCulture);
        environment["Simulators__Port"] = simulatorsPort.ToString(CultureInfo.InvariantCulture);
        environment["Replicas__notification"] = notificationReplicas.ToString(CultureInfo.InvariantCulture);
        environment["LocalHosting__Build"] = "false";
        environment["LocalHosting__DataDirectory"] = _data;
        // counted like any others, but never refused
        foreach (var scope in Scopes)
        {
            environment[$"RateLimiting__Profiles__standard__{scope}__Limit"] = "1000000000";
        }

        environment["SignIn__FailuresPerAddress"] = "1000000";
        environment["SocketConnections__PerAddress"] = "10000";
        environment["SocketConnections__HandshakesPerAddress"] = "10000";
        return start;
    }

    private bool IsReady()
    {
        if (_appHost.HasExited)
        {
            throw new InvalidOperationException("MediaNest has ended:\n" + string.Join('\n', _output.TakeLast(40)));
        }

        return _output.Any(line => line.Contains("MediaNest is ready at", StringComparison.Ordinal));
    }
}
