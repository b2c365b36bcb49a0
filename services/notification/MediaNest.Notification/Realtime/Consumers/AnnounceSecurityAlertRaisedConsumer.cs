using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceSecurityAlertRaisedConsumer(Announcer announcer) : IConsumer<SecurityAlertRaised>
{
    public Task Consume(ConsumeContext<SecurityAlertRaised> context)
    {
        var alert = context.Message;
        var payload = new AlertEvent(alert.AlertId, alert.Severity, "Security alert", alert.Message, IncidentId: null, alert.OccurredAt);
        return announcer.SendAsync(RealtimeEvents.SystemAlert, payload, Audiences.Administrators);
    }
}
