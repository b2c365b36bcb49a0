using System.Diagnostics.Metrics;

namespace MediaNest.Notification.Delivery;

/// <summary>What leaves by e-mail and webhook, in the meter <c>MediaNest.Notification</c>.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _attempts;

    public DeliveryMetrics(IMeterFactory meters) =>
        _attempts = meters.Create(Realtime.RealtimeMetrics.MeterName).CreateCounter<long>("medianest.notification.delivery.attempts", "{attempt}", "Attempts to deliver, by channel and outcome.");

    public void Attempted(string channel, DeliveryStatus status) => _attempts.Add(
        1,
        new KeyValuePair<string, object?>("channel", channel),
        new KeyValuePair<string, object?>("outcome", status switch { DeliveryStatus.Delivered => "delivered", DeliveryStatus.Failed => "given-up", _ => "failed" }));
}
