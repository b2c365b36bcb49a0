using System.Globalization;

namespace MediaNest.Simulators;

/// <summary>The simulators inside a test: a real server on a loopback port, with everything a test does to them.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatorHost(WebApplication app, Uri baseAddress)
    {
        _app = app;
        BaseAddress = baseAddress;
        Control = new SimulatorControl(baseAddress);
    }

    /// <summary>Where it answers, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The control API.</summary>
    public SimulatorControl Control { get; }

    /// <summary>Starts the simulators.</summary>
    /// <param name="port">The port on 127.0.0.1; 0: a free one.</param>
    /// <param name="configure">Changes the configuration, such as <c>Overseerr:WebhookUrl</c>.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running simulators; dispose them to stop them.</returns>
    public static async Task<SimulatorHost> StartAsync(
        int port = 0,
        Action<IDictionary<string, string?>>? configure = null,
        CancellationToken cancellationToken = default)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        configure?.Invoke(settings);

        // A test's own environment and settings files are not meant for the simulators: nothing of them is read.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SimulatorHost).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        builder.AddSimulators();

        var app = builder.Build();
        app.MapSimulators();
        await app.StartAsync(cancellationToken);

        return new SimulatorHost(app, new Uri($"{app.Urls.First()}/"));
    }

    /// <summary>The address of a simulated system, such as <c>http://127.0.0.1:40123/plex.tv</c>.</summary>
    /// <param name="system">One of <see cref="Systems"/>.</param>
    /// <returns>The address, without a slash at its end.</returns>
    public string UrlOf(string system) => $"{BaseAddress}{system}";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
