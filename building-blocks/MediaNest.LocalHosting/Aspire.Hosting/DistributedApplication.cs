using MediaNest.LocalHosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>An application: everything that starts and stops together.</summary>
public class DistributedApplication : IAsyncDisposable
{
    private readonly ApplicationPlan _plan;
    private readonly Orchestrator _orchestrator;

    internal DistributedApplication(ApplicationPlan plan)
    {
        _plan = plan;
        _orchestrator = new Orchestrator(plan);
    }

    internal IReadOnlyList<ResourceRun> Runs => _orchestrator.Runs;

    /// <summary>Begins an application.</summary>
    /// <param name="args">The command line; settings are given as <c>--Key:Sub=value</c>.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Begins an application.</summary>
    /// <param name="options">How the AppHost was started.</param>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Starts everything and waits for Ctrl-C or SIGTERM; then stops everything. Failure sets the process's exit code to 1.</summary>
#pragma warning disable VSTHRD002 // a console program's main thread, which has nothing else to do
    public void Run() => RunAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    /// <inheritdoc cref="Run"/>
    /// <param name="cancellationToken">Stops too.</param>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var run = new ApplicationRun(_plan, _orchestrator);
        Environment.ExitCode = await run.RunAsync(cancellationToken);
    }

    /// <summary>Starts everything and returns when all is healthy.</summary>
    /// <exception cref="DistributedApplicationException">Something could not be started.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _orchestrator.StartAsync(cancellationToken);

    /// <summary>Stops everything.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _orchestrator.StopAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
