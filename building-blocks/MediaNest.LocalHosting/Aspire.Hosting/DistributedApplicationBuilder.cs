using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using MediaNest.LocalHosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The one implementation of <see cref="IDistributedApplicationBuilder"/>.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;
    private readonly List<Resource> _resources = [];

    /// <summary>Creates an empty application.</summary>
    /// <param name="options">How the AppHost was started.</param>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        var assemblyName = AppHostAssembly?.GetName().Name ?? "AppHost";
        AppHostDirectory = options.ProjectDirectory ?? FindProjectDirectory(assemblyName);
        _host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = options.Args,
            ApplicationName = assemblyName,
            ContentRootPath = AppHostDirectory,
            EnvironmentName = System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Development,
        });
        Settings = LocalHostingSettings.Read(_host.Configuration, AppHostDirectory);
        Store = new Lazy<DataFolder>(() => DataFolder.Open(Settings.DataDirectory));
    }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    internal LocalHostingSettings Settings { get; }

    /// <summary>The data folder, taken when the application starts.</summary>
    internal Lazy<DataFolder> Store { get; }

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Exists(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"Cannot add resource '{resource.Name}': there is one of that name already.");
        }

        _resources.Add(resource as Resource ?? throw new DistributedApplicationException($"'{resource.Name}' is no resource of this library."));
        return new ResourceBuilder<T>(this, resource);
    }

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        var name = _options.DashboardApplicationName ?? Trim(AppHostAssembly?.GetName().Name ?? "The application");
        return new DistributedApplication(new ApplicationPlan
        {
            Name = name,
            Arguments = _options.Args ?? [],
            Resources = _resources,
            AppHostAssembly = AppHostAssembly,
            EnvironmentName = Environment.EnvironmentName,
            Configuration = Configuration,
            ExecutionContext = ExecutionContext,
            Settings = Settings,
            Store = Store,
        });
    }

    private static string Trim(string name) => name.EndsWith(".AppHost", StringComparison.Ordinal) ? name[..^".AppHost".Length] : name;

    private static string FindProjectDirectory(string assemblyName)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, $"{assemblyName}.csproj")))
            {
                return directory.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }

    private sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
        where T : IResource;
}
