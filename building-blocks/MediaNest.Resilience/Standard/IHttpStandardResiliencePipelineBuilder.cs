using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Configures one client's standard pipeline.</summary>
public interface IHttpStandardResiliencePipelineBuilder
{
    /// <summary>The pipeline's and its options' name: the client's.</summary>
    string PipelineName { get; }

    /// <summary>The services.</summary>
    IServiceCollection Services { get; }
}

internal sealed class HttpStandardResiliencePipelineBuilder(string pipelineName, IServiceCollection services) : IHttpStandardResiliencePipelineBuilder
{
    public string PipelineName => pipelineName;

    public IServiceCollection Services => services;

    public bool ByAuthority { get; set; }
}
