using Microsoft.Extensions.Options;

namespace MediaNest.Simulators;

/// <summary>What the control API can change while running; starts as configured.</summary>
internal sealed class SimulatorSettings
{
    private readonly SimulatorOptions _options;

    public SimulatorSettings(IOptions<SimulatorOptions> options)
    {
        _options = options.Value;
        Current = Reset();
    }

    public Settings Current { get; set; }

    public Settings Reset() => Current = new Settings
    {
        AutoCompleteAfterSeconds = _options.Overseerr.AutoCompleteAfterSeconds,
        WebhookUrl = _options.Overseerr.WebhookUrl,
        WebhookAuthorization = _options.Overseerr.WebhookAuthorization,
        UptimeKumaWebhookUrl = _options.UptimeKuma.WebhookUrl,
    };

    internal sealed record Settings
    {
        public double AutoCompleteAfterSeconds { get; init; }

        public string WebhookUrl { get; init; } = "";

        public string WebhookAuthorization { get; init; } = "";

        public string UptimeKumaWebhookUrl { get; init; } = "";
    }
}
