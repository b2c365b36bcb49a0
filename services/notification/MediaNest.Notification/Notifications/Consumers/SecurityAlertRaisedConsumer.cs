using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Users;

namespace MediaNest.Notification.Notifications.Consumers;

internal sealed class SecurityAlertRaisedConsumer(Notifier notifier, UserDirectory users) : IConsumer<SecurityAlertRaised>
{
    public async Task Consume(ConsumeContext<SecurityAlertRaised> context)
    {
        var alert = context.Message;
        var news = new News(
            $"alert:{alert.AlertId:N}",
            Kinds.SecurityAlert,
            "Security alert",
            alert.Message,
            new AlertData(alert.AlertId, alert.Kind, alert.Severity),
            alert.UserId);
        await notifier.TellAsync(await users.FindAdminsAsync(context.CancellationToken), news, alert, context.CancellationToken);
    }
}
