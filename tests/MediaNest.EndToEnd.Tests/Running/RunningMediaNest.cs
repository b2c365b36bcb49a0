using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.EndToEnd.Tests.Telemetry;
using MediaNest.LocalHosting;
using MediaNest.Testing;
using MediaNest.Testing.Smtp;

[assembly: AssemblyFixture(typeof(MediaNest.EndToEnd.Tests.Running.RunningMediaNest))]

namespace MediaNest.EndToEnd.Tests.Running;

/// <summary>
/// The whole set, started by the AppHost as a user would start it, on ports of its own and on the servers that all tests share.
/// One for all tests of this project: each makes users and picks titles of its own.
/// </summary>
public sealed class RunningMediaNest : IAsyncLifetime
{
    public const string AdminEmail = "owner@household.example";
    public const string AdminPassword = "Correct-Horse-7-Battery";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly string[] Services = ["auth", "media", "plex", "download", "notification", "operations"];

    private readonly string _mark = "MEDIANEST_TEST_RUN=" + Guid.CreateVersion7().ToString("N");
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string _data = Directory.CreateTempSubdirectory("medianest-e2e-").FullName;
    private readonly Dictionary<string, string> _databases = new(StringComparer.Ordinal);
    private Process? _appHost;

    public HttpClient Gateway { get; private set; } = null!;

    public HttpClient Simulators { get; private set; } = null!;

    public OtlpReceiver Telemetry { get; private set; } = null!;

    /// <summary>What the services wrote to people.</summary>
    public MailFolder Mail { get; private set; } = null!;

    public ApiClient Anonymous => new(Gateway);

    public ApiClient Admin { get; private set; } = null!;

    public IEnumerable<string> Output => _output;

    /// <summary>Connection strings of the services' databases.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    public async ValueTask InitializeAsync()
    {
        Telemetry = await OtlpReceiver.StartAsync();
        Mail = new MailFolder(Path.Combine(_data, "letters"));
        var gatewayPort = FreePorts.Next();
        var simulatorsPort = FreePorts.Next();
        _appHost = await StartAppHostAsync(gatewayPort, simulatorsPort);
        Gateway = ClientOf(gatewayPort);
        Simulators = ClientOf(simulatorsPort);
        await Eventually.Async(IsReady, StartTimeout, "the AppHost says that MediaNest is ready");
        Admin = await BootstrapAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_appHost is { HasExited: false })
        {
            Signal(_appHost.Id, "TERM");
            await _appHost.WaitForExitAsync();
        }

        Gateway?.Dispose();
        Simulators?.Dispose();
        await Telemetry.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Signs the administrator in anew: for tests that may have ended their other sessions.</summary>
    public async Task RenewAdminAsync()
    {
        var answer = await Anonymous.PostAsync("/api/v1/auth/login", new { email = AdminEmail, password = AdminPassword });
        Admin = new ApiClient(Gateway, answer.ShouldBe(200).Data.GetProperty("token").GetString());
    }

    /// <summary>Signs a new Plex user in through the PIN flow.</summary>
    public async Task<ApiClient> SignInWithPlexAsync(string username)
    {
        var pin = (await Anonymous.PostAsync("/api/v1/auth/plex/pin", new { clientName = "end-to-end" })).ShouldBe(200).Data;
        await ControlAsync(HttpMethod.Post, $"plex/pins/{pin.GetProperty("code").GetString()}/link", new { username, email = $"{username}@household.example" });
        var verified = await Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin.GetProperty("id").GetString() });
        return new ApiClient(Gateway, verified.ShouldBe(200).Data.GetProperty("token").GetString());
    }

    /// <summary>Calls the simulators' control API.</summary>
    public async Task<JsonElement> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/control/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Simulators.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        if (text.Length == 0)
        {
            return default;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>Kills every process of a service (SIGKILL); the AppHost starts it again.</summary>
    public void Kill(string service)
    {
        var processes = ProcessesOf(service);
        processes.ShouldNotBeEmpty();
        foreach (var process in processes)
        {
            Signal(process.Id, "KILL");
        }
    }

    /// <summary>Holds a service still, or lets it go on: it neither answers nor ends.</summary>
    public void Freeze(string service, bool frozen)
    {
        foreach (var process in ProcessesOf(service))
        {
            Signal(process.Id, frozen ? "STOP" : "CONT");
        }
    }

    /// <summary>The address a service itself listens at, behind the gateway.</summary>
    public Uri AddressOf(string service) =>
        new(ProcessesOf(service).Select(process => process.Variable("ASPNETCORE_URLS")).First(address => address is not null)!);

    internal IReadOnlyList<MarkedProcess> ProcessesOf(string service) => LinuxProcesses.Find(_mark, AssemblyOf(service));

    private static string AssemblyOf(string service) =>
        "MediaNest." + char.ToUpperInvariant(service[0]) + service[1..];

    private static HttpClient ClientOf(int port) => new(new LargeBodies(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }))
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        Timeout = MediaNest.Testing.Eventually.Patience,
    };

    private static void Signal(int processId, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private async Task<Process> StartAppHostAsync(int gatewayPort, int simulatorsPort)
    {
        var redis = await TestServers.RedisAsync();
        var output = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        var appHost = Path.Combine(Repository.Root, "MediaNest.AppHost", "bin", configuration, output, "MediaNest.AppHost.dll");
        var start = new ProcessStartInfo("dotnet", [appHost])
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var environment = start.Environment;
        environment[_mark.Split('=')[0]] = _mark.Split('=')[1];
        environment["DOTNET_ENVIRONMENT"] = "Development";
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["Gateway__Port"] = gatewayPort.ToString(CultureInfo.InvariantCulture);
        environment["Simulators__Port"] = simulatorsPort.ToString(CultureInfo.InvariantCulture);
        environment["LocalHosting__Build"] = "false";
        environment["ConnectionStrings__redis"] = redis.ConnectionString;
        environment["Redis__KeyPrefix"] = redis.KeyPrefix;
        environment["ConnectionStrings__rabbitmq"] = await TestServers.CreateVirtualHostAsync();
        foreach (var service in Services)
        {
            environment[$"ConnectionStrings__{service}-db"] = _databases[service] = await TestServers.CreateDatabaseAsync();
        }

        foreach (var scope in new[] { "everything", "api", "sign-in", "admin", "youtube-download", "webhooks" })
        {
            // what the limits do has tests of its own; here thousands of requests come from one address
            environment[$"RateLimiting__Profiles__standard__{scope}__Limit"] = "1000000";
        }

        environment["SignIn__FailuresPerAddress"] = "1000000";
        environment["SocketConnections__PerAddress"] = "10000";
        environment["SocketConnections__HandshakesPerAddress"] = "10000";
        environment["Email__DropFolder"] = Mail.Path;
        environment["LocalHosting__DataDirectory"] = _data;
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = Telemetry.Address;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "500";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private bool IsReady()
    {
        if (_appHost!.HasExited)
        {
            throw new InvalidOperationException("The AppHost ended:\n" + string.Join('\n', _output.TakeLast(60)));
        }

        return _output.Any(line => line.Contains("MediaNest is ready at", StringComparison.Ordinal));
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    private async Task<ApiClient> BootstrapAsync()
    {
        var answer = await Anonymous.PostAsync("/api/v1/auth/admin", new { email = AdminEmail, password = AdminPassword, name = "Owner" });
        return new ApiClient(Gateway, answer.ShouldBe(200).Data.GetProperty("token").GetString());
    }
}
