using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MediaNest.LocalHosting.Processes;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>Runs one process of a project or a program.</summary>
internal sealed class ProcessLauncher(Resource resource, string name, int replica, ProjectBuild build, ApplicationPlan plan, ConsoleLog log) : IResourceLauncher
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // a whole application on one developer's machine: memory and start time count for more than peak throughput,
    // and what happens for more than that a health check was answered. What is set where the AppHost runs stays as it is
    private static readonly (string Name, string Value)[] LocalDefaults =
    [
        ("DOTNET_gcServer", "0"),
        ("DOTNET_gcConcurrent", "0"),
        ("DOTNET_GCgen0size", "400000"), // hexadecimal: 4 MB
        ("DOTNET_GCConserveMemory", "7"),
        ("DOTNET_TieredPGO", "0"),
        ("DOTNET_EnableWriteXorExecute", "0"), // maps compiled code once instead of twice
        // a thread that runs out of work spins before it sleeps. With a dozen processes on a few processors it takes them from whoever has
        // work: an event on its way from one service to the next then waits for threads that do nothing
        ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"),
        ("MALLOC_ARENA_MAX", "2"),
        ("Logging__LogLevel__Microsoft.AspNetCore", "Warning"),
        ("Logging__LogLevel__System.Net.Http.HttpClient", "Warning"),
    ];

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PortPatience = TimeSpan.FromSeconds(10);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public string Address => string.Join(' ', resource.Model.Endpoints.Select(endpoint => AddressOf(endpoint).GetLeftPart(UriPartial.Authority)));

    public Task PrepareAsync(CancellationToken cancellationToken) => resource is ProjectResource ? build.WaitAsync(cancellationToken) : Task.CompletedTask;

    public async Task<RunningResource?> LaunchAsync(CancellationToken cancellationToken)
    {
        await WaitForFixedPortsAsync(cancellationToken);
        var command = Command();
        var process = GuardedProcess.Start(new GuardedProcessOptions
        {
            FileName = command.FileName,
            Arguments = [.. command.Arguments, .. resource.Model.Arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!)],
            Environment = await EnvironmentAsync(cancellationToken),
            WorkingDirectory = command.WorkingDirectory,
            Output = line => log.Output(name, line),
        });
        try
        {
            await WaitUntilHealthyAsync(process, cancellationToken);
        }
        catch
        {
            await process.StopAsync();
            throw;
        }

        return new RunningResource(process.Exited, process.StopAsync);
    }

    private (string FileName, string[] Arguments, string WorkingDirectory) Command()
    {
        if (resource is ProjectResource project)
        {
            return (DotNet.Path, [build.AssemblyOf(project)], Path.GetDirectoryName(project.ProjectPath)!);
        }

        var executable = (ExecutableResource)resource;
        return (executable.Command, [], executable.WorkingDirectory);
    }

    private async Task<Dictionary<string, string?>> EnvironmentAsync(CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(plan.ExecutionContext, resource, [], cancellationToken);
        AddDefaults(context.EnvironmentVariables);
        foreach (var callback in resource.Model.Environment)
        {
            await callback(context);
        }

        var environment = new Dictionary<string, string?>();
        foreach (var (variable, value) in context.EnvironmentVariables)
        {
            environment[variable] = value is IValueProvider provider
                ? await provider.GetValueAsync(cancellationToken)
                : Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        return environment;
    }

    private void AddDefaults(Dictionary<string, object> variables)
    {
        foreach (var endpoint in resource.Model.Endpoints.Where(endpoint => endpoint.EnvironmentVariable is not null))
        {
            variables[endpoint.EnvironmentVariable!] = AddressOf(endpoint).Port;
        }

        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={name}";
        if (plan.Configuration[OtlpEndpoint] is { Length: > 0 } collector)
        {
            variables[OtlpEndpoint] = collector;
        }

        if (resource is not ProjectResource)
        {
            return;
        }

        variables["ASPNETCORE_ENVIRONMENT"] = plan.EnvironmentName;
        variables["DOTNET_ENVIRONMENT"] = plan.EnvironmentName;
        variables["ASPNETCORE_URLS"] = string.Join(';', resource.Model.Endpoints.Select(endpoint => AddressOf(endpoint).GetLeftPart(UriPartial.Authority)));
        foreach (var (setting, value) in LocalDefaults)
        {
            variables[setting] = Environment.GetEnvironmentVariable(setting) ?? value;
        }
    }

    private Uri AddressOf(ResourceEndpoint endpoint) => endpoint.Addresses[Math.Min(replica, endpoint.Addresses.Count - 1)];

    /// <summary>An AppHost that was killed a moment ago may still be letting go of its ports.</summary>
    private async Task WaitForFixedPortsAsync(CancellationToken cancellationToken)
    {
        foreach (var port in resource.Model.Endpoints.Select(endpoint => endpoint.Port).OfType<int>())
        {
            var started = plan.Time.GetTimestamp();
            while (!FreePorts.IsFree(port))
            {
                if (plan.Time.GetElapsedTime(started) > PortPatience)
                {
                    throw new DistributedApplicationException($"port {port} is used by another program");
                }

                await Task.Delay(PollInterval, plan.Time, cancellationToken);
            }
        }
    }

    private async Task WaitUntilHealthyAsync(GuardedProcess process, CancellationToken cancellationToken)
    {
        if (resource.Model.HealthCheck is not { } check)
        {
            return;
        }

        var endpoint = resource.Model.Endpoint(check.EndpointName)
            ?? throw new DistributedApplicationException($"the health check wants an endpoint '{check.EndpointName}', and there is none");
        var address = new Uri(AddressOf(endpoint), check.Path);
        var started = plan.Time.GetTimestamp();
        while (!await AnswersAsync(address, check.StatusCode, cancellationToken))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"ended with code {await process.Exited} while starting");
            }

            if (plan.Time.GetElapsedTime(started) > plan.Settings.StartTimeout)
            {
                throw new InvalidOperationException($"not healthy within {plan.Settings.StartTimeout.TotalSeconds} s at {address}");
            }

            await Task.Delay(PollInterval, plan.Time, cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(Uri address, int statusCode, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode == statusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
