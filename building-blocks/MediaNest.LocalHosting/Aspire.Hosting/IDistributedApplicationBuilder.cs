using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Collects the resources of an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The AppHost's assembly.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The AppHost's project directory, which relative project paths start from.</summary>
    string AppHostDirectory { get; }

    /// <summary>Settings files, environment variables and arguments.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The environment's name, which the projects get too.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>What the AppHost does.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The AppHost's own services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">There is one of that name already.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Ends the collecting.</summary>
    DistributedApplication Build();
}

/// <summary>What the AppHost does. The stand-in only runs; it never publishes.</summary>
public class DistributedApplicationExecutionContext
{
    /// <summary>Whether it runs the application.</summary>
    public bool IsRunMode { get; } = true;

    /// <summary>Whether it writes a deployment manifest.</summary>
    public bool IsPublishMode { get; }
}

/// <summary>How the AppHost was started.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly, when it is not the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>What the application is called; the assembly's name without <c>.AppHost</c> when null.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>The AppHost's project directory; found from the assembly's place when null.</summary>
    public string? ProjectDirectory { get; set; }
}

/// <summary>The application is put together wrongly, or could not be started.</summary>
public class DistributedApplicationException : Exception
{
    /// <inheritdoc/>
    public DistributedApplicationException()
    {
    }

    /// <inheritdoc/>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A resource that others address by name: <c>http://name</c>.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
