using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Values from configuration.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that must be configured as <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Configured(builder, name)
            ?? throw new DistributedApplicationException($"Parameter '{name}' has no value. Set Parameters:{name}."), secret));

    /// <summary>Adds a parameter with a value of its own, which <c>Parameters:name</c> replaces.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? value, secret));

    /// <summary>Adds a parameter whose default is made by code.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Makes the default.</param>
    /// <param name="secret">Whether it must not be shown.</param>
    /// <param name="persist">Whether it stays the same at the next start.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(Generated(builder, name, value, secret, persist));

    /// <summary>Adds a connection string that must be configured as <c>ConnectionStrings:name</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConfiguredConnectionString(name, () => builder.Configuration.GetConnectionString(name)
            ?? throw new DistributedApplicationException($"Connection string '{name}' has no value. Set ConnectionStrings:{name}.")));

    internal static ParameterResource Generated(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist)
    {
        var store = ((DistributedApplicationBuilder)builder).Store;
        return new ParameterResource(
            name,
            fallback => Configured(builder, name) ?? (persist ? store.Value.GetOrAdd(name, fallback!.GetDefaultValue) : fallback!.GetDefaultValue()),
            secret)
        { Default = value };
    }

    private static string? Configured(IDistributedApplicationBuilder builder, string name) => builder.Configuration[$"Parameters:{name}"];

    private sealed class ConfiguredConnectionString(string name, Func<string> value) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
    {
        public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => new(value());
    }
}
