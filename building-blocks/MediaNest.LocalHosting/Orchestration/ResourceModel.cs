using Aspire.Hosting.ApplicationModel;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>What the builder methods noted about a resource.</summary>
internal sealed class ResourceModel
{
    internal List<Resource> WaitsFor { get; } = [];

    internal List<Func<EnvironmentCallbackContext, Task>> Environment { get; } = [];

    internal List<object> Arguments { get; } = [];

    internal List<ResourceEndpoint> Endpoints { get; } = [];

    internal ResourceHealthCheck? HealthCheck { get; set; }

    internal int Replicas { get; set; } = 1;

    internal bool IsExternal { get; set; }

    internal ResourceEndpoint? Endpoint(string name) => Endpoints.Find(endpoint => string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Fixes the addresses: afterwards every resource can be told where every other will be.</summary>
    internal void AllocateEndpoints()
    {
        foreach (var endpoint in Endpoints)
        {
            // a fixed address is meant for people, who say localhost; whatever is free is meant for programs
            endpoint.Addresses = endpoint.Port is { } port
                ? [new Uri($"http://localhost:{port}")]
                : [.. FreePorts.Next(Replicas).Select(free => new Uri($"http://127.0.0.1:{free}"))];
        }
    }
}

/// <summary>One endpoint of a resource, with an address for each replica.</summary>
internal sealed record ResourceEndpoint(string Name, int? Port, string? EnvironmentVariable)
{
    internal IReadOnlyList<Uri> Addresses { get; set; } = [];
}

internal sealed record ResourceHealthCheck(string EndpointName, string Path, int StatusCode);
