using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MediaNest.LocalHosting.Servers;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>Starts the resources, each as soon as what it waits for is healthy, and stops them.</summary>
internal sealed class Orchestrator(ApplicationPlan plan) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ResourceRun> _runs = [];
    private readonly Lock _stopTurn = new();
    private List<Task> _supervision = [];
    private ConsoleLog? _log;
    private Task? _stopped;

    internal IReadOnlyList<ResourceRun> Runs => _runs;

    /// <summary>Fails when a resource is given up while the others start.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = plan.Store.Value.Folder;
        _log = new ConsoleLog(plan.Settings.LogsToFiles ? Path.Combine(folder, "logs") : null, plan.Resources.Select(resource => resource.Name));
        // those first that nobody else may have
        foreach (var port in plan.Resources.SelectMany(resource => resource.Model.Endpoints).Select(endpoint => endpoint.Port).OfType<int>())
        {
            FreePorts.Reserve(port);
        }

        foreach (var resource in plan.Resources)
        {
            Check(resource);
            resource.Model.AllocateEndpoints();
        }

        await EnsureProgramsAsync(_log, cancellationToken);
        CreateRuns(_log);
        var dependencies = _runs.ToDictionary(run => run, run => Task.WhenAll(DependenciesOf(run.Resource).Select(dependency => dependency.Healthy)));
        _supervision = [.. _runs.Select(run => run.SuperviseAsync(dependencies[run], _stopping.Token))];
        await FirstFailureOrAllAsync([.. _runs.Select(run => run.Healthy)]).WaitAsync(cancellationToken);
    }

    /// <summary>Stops what was started, the projects before the servers.</summary>
    internal Task StopAsync()
    {
        lock (_stopTurn)
        {
            return _stopped ??= StopOnceAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task StopOnceAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_supervision).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_runs.Where(run => run.Resource is not ServerResource).Select(run => run.StopAsync()));
        await Task.WhenAll(_runs.Where(run => run.Resource is ServerResource).Select(run => run.StopAsync()));
        _log?.Dispose();
        if (plan.Store.IsValueCreated)
        {
            plan.Store.Value.Dispose();
        }
    }

    private async Task EnsureProgramsAsync(ConsoleLog log, CancellationToken cancellationToken)
    {
        var servers = plan.Resources.Select(ServerLauncher.ProgramOf).OfType<string>().ToList();
        try
        {
            await Prerequisites.EnsureAsync(servers.Concat(plan.Settings.Programs), line => log.Event("prerequisites", line), cancellationToken);
        }
        catch (NativeServerException e) when (Binaries.Missing(servers).Count == 0)
        {
            log.Event("prerequisites", $"{e.Message} What needs them will not work.");
        }
    }

    private void CreateRuns(ConsoleLog log)
    {
        var build = new ProjectBuild([.. plan.Resources.OfType<ProjectResource>()], plan, line => log.Event("build", line));
        build.Begin(_stopping.Token);
        var servers = plan.Resources.OfType<ServerResource>().ToDictionary(server => server, server => new ServerLauncher(server, plan, log));
        foreach (var resource in plan.Resources.Where(resource => resource is not ParameterResource))
        {
            var replicas = resource.Model.Replicas;
            for (var replica = 0; replica < replicas; replica++)
            {
                var name = replicas == 1 ? resource.Name : $"{resource.Name}-{replica}";
                IResourceLauncher launcher = resource switch
                {
                    ServerResource server => servers[server],
                    PostgresDatabaseResource database => new DatabaseLauncher(database, servers[database.Parent]),
                    ProjectResource or ExecutableResource => new ProcessLauncher(resource, name, replica, build, plan, log),
                    _ => new AddressLauncher(),
                };
                _runs.Add(new ResourceRun(name, resource, launcher, plan, log));
            }
        }
    }

    private IEnumerable<ResourceRun> DependenciesOf(Resource resource)
    {
        var wanted = resource is PostgresDatabaseResource database ? resource.Model.WaitsFor.Append(database.Parent) : resource.Model.WaitsFor;
        return wanted.SelectMany(dependency => _runs.Where(run => run.Resource == dependency));
    }

    private static void Check(Resource resource)
    {
        if (resource.Model.Replicas > 1 && resource.Model.Endpoints.Exists(endpoint => endpoint.Port is not null))
        {
            throw new DistributedApplicationException($"'{resource.Name}' has replicas, which cannot share a fixed port.");
        }

        if (Reaches(resource, resource, []))
        {
            throw new DistributedApplicationException($"'{resource.Name}' waits for itself.");
        }
    }

    private static bool Reaches(Resource from, Resource to, HashSet<Resource> seen) =>
        from.Model.WaitsFor.Exists(next => next == to || (seen.Add(next) && Reaches(next, to, seen)));

    private static async Task FirstFailureOrAllAsync(List<Task> tasks)
    {
        while (tasks.Count > 0)
        {
            var done = await Task.WhenAny(tasks);
            await done;
            tasks.Remove(done);
        }
    }
}
