using System.ComponentModel.DataAnnotations;

namespace MediaNest.Gateway.Exchange;

/// <summary>Tokens that the gateway gets from auth for API keys and for tokens with an old role. Section <c>TokenExchange</c>.</summary>
internal sealed class ExchangeOptions
{
    public const string SectionName = "TokenExchange";

    private const string TimeSpanRange = "TokenExchange:{0} must be between {1} and {2}.";

    /// <summary>How long auth may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30", ErrorMessage = TimeSpanRange)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long auth is not asked again about a key that it did not know.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan RememberRefused { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A token so close to its end is not used any more.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan Margin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many keys, good or bad, and how many sessions are remembered.</summary>
    [Range(100, 1_000_000, ErrorMessage = "TokenExchange:CacheSize must be between 100 and 1000000.")]
    public int CacheSize { get; set; } = 10_000;
}
