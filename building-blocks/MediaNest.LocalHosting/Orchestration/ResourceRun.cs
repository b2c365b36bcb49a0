using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MediaNest.LocalHosting.Orchestration;

internal enum ResourceState
{
    Waiting,
    Starting,
    Healthy,
    Restarting,
    Failed,
    Stopped,
}

/// <summary>A started process: when it ended, and how to stop it.</summary>
internal sealed record RunningResource(Task<int> Exited, Func<Task> StopAsync);

/// <summary>Starts one process of a resource, and returns when it is healthy.</summary>
internal interface IResourceLauncher
{
    /// <summary>Where it serves, for the table.</summary>
    string Address { get; }

    /// <summary>Waits for what is no part of its start, such as the build.</summary>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts it. Null: there is nothing that runs, and so nothing that could crash.</summary>
    Task<RunningResource?> LaunchAsync(CancellationToken cancellationToken);
}

/// <summary>One process of a resource (one of several, with replicas): waits, starts it, and starts it again when it crashes.</summary>
internal sealed class ResourceRun(string name, Resource resource, IResourceLauncher launcher, ApplicationPlan plan, ConsoleLog log)
{
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningResource? _running;

    internal string Name { get; } = name;

    internal Resource Resource { get; } = resource;

    internal ResourceState State { get; private set; } = ResourceState.Waiting;

    internal string Address => launcher.Address;

    /// <summary>From the moment its dependencies were healthy to the moment it was.</summary>
    internal TimeSpan StartTime { get; private set; }

    /// <summary>Completes when it was healthy for the first time; fails when it is given up.</summary>
    internal Task Healthy => _healthy.Task;

    internal async Task SuperviseAsync(Task dependencies, CancellationToken cancellationToken)
    {
        try
        {
            await dependencies.WaitAsync(cancellationToken);
            await launcher.PrepareAsync(cancellationToken);
            var crashes = 0;
            while (true)
            {
                var started = plan.Time.GetTimestamp();
                var end = await RunOnceAsync(started, cancellationToken);
                if (end is null)
                {
                    return;
                }

                crashes = plan.Time.GetElapsedTime(started) > plan.Settings.StableAfter ? 1 : crashes + 1;
                if (crashes > plan.Settings.RestartLimit)
                {
                    Fail($"{end}; given up after {crashes - 1} restarts");
                    return;
                }

                State = ResourceState.Restarting;
                var delay = plan.Settings.RestartDelay * Math.Pow(2, crashes - 1);
                log.Event(Name, $"{end}; restart {crashes} of {plan.Settings.RestartLimit} in {delay.TotalSeconds:0.#} s");
                await Task.Delay(delay, plan.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _healthy.TrySetCanceled(cancellationToken);
        }
        catch (Exception e)
        {
            Fail(e.Message);
        }
    }

    internal async Task StopAsync()
    {
        if (_running is { } running)
        {
            await running.StopAsync();
        }

        if (State is not ResourceState.Failed)
        {
            State = ResourceState.Stopped;
        }
    }

    /// <summary>Says how it ended; null when it has nothing to run.</summary>
    private async Task<string?> RunOnceAsync(long started, CancellationToken cancellationToken)
    {
        State = ResourceState.Starting;
        try
        {
            _running = await launcher.LaunchAsync(cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or DistributedApplicationException))
        {
            return e.Message;
        }

        StartTime = plan.Time.GetElapsedTime(started);
        State = ResourceState.Healthy;
        log.Event(Name, $"healthy after {StartTime.TotalSeconds:0.0} s");
        _healthy.TrySetResult();
        if (_running is null)
        {
            return null;
        }

        var exitCode = await _running.Exited.WaitAsync(cancellationToken);
        return $"ended with code {exitCode}";
    }

    private void Fail(string reason)
    {
        State = ResourceState.Failed;
        log.Event(Name, $"failed: {reason}");
        _healthy.TrySetException(new DistributedApplicationException($"Resource '{Name}' failed: {reason}"));
    }
}
