using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>Everything the builder collected.</summary>
internal sealed class ApplicationPlan
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyList<Resource> Resources { get; init; }

    public required Assembly? AppHostAssembly { get; init; }

    public required string EnvironmentName { get; init; }

    public required IConfiguration Configuration { get; init; }

    public required DistributedApplicationExecutionContext ExecutionContext { get; init; }

    public required LocalHostingSettings Settings { get; init; }

    public required Lazy<DataFolder> Store { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
