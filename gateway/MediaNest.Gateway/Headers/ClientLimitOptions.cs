using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Headers;

/// <summary>What a client may take of the gateway: one that sends by drops must not hold a connection for hours. Section <c>Limits</c>.</summary>
internal sealed class ClientLimitOptions
{
    public const string SectionName = "Limits";

    /// <summary>How long the request line and the headers may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Limits:HeadersTimeout must be between 00:00:01 and 00:05:00.")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may stay idle between two requests.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00", ErrorMessage = "Limits:KeepAliveTimeout must be between 00:00:01 and 00:30:00.")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>What a body must bring each second, on average; slower is 408. A telephone on a bad line manages ten times as much.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Limits:MinBodyBytesPerSecond must be between 1 and 1000000.")]
    public int MinBodyBytesPerSecond { get; set; } = 1_024;

    /// <summary>How long that is not looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00", ErrorMessage = "Limits:BodyGracePeriod must be between 00:00:02 and 00:01:00.")]
    public TimeSpan BodyGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ClientLimitOptions>().BindConfiguration(SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ClientLimitOptions>>((kestrel, limits) =>
        {
            kestrel.Limits.RequestHeadersTimeout = limits.Value.HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = limits.Value.KeepAliveTimeout;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.Value.MinBodyBytesPerSecond, limits.Value.BodyGracePeriod);
        });
    }
}
