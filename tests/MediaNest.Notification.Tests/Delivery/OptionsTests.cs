using MediaNest.Notification.Delivery;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Tests.Delivery;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("Notifications:Retention", "00:00:01", "Notifications:Retention must be between 1 and 3650 days.")]
    [InlineData("Notifications:UnreadRetention", "0", "Notifications:UnreadRetention must be between 1 and 3650 days.")]
    [InlineData("Notifications:DigestWindow", "2.00:00:00", "Notifications:DigestWindow must be between 00:00:00 and 1.00:00:00.")]
    [InlineData("Notifications:PublicUrl", "ftp://example.org", "Notifications:PublicUrl must be an absolute http or https address.")]
    [InlineData("Notifications:PreferencesUrl", "/relative", "Notifications:PreferencesUrl must be an absolute http or https address.")]
    [InlineData("Notifications:SubjectPrefix", "a\nb", "Notifications:SubjectPrefix must have at most 50 characters, none of them a control character.")]
    [InlineData("Delivery:Workers", "0", "Delivery:Workers must be between 1 and 32.")]
    [InlineData("Delivery:MaxAttempts", "0", "Delivery:MaxAttempts must be between 1 and 100.")]
    [InlineData("Delivery:RetryMaxDelay", "00:00:01", "Delivery:RetryMaxDelay must not be shorter than Delivery:RetryMinDelay.")]
    [InlineData("Webhooks:MaxPerUser", "0", "Webhooks:MaxPerUser must be between 1 and 100.")]
    [InlineData("Webhooks:Timeout", "01:00:00", "Webhooks:Timeout must be between 00:00:00.1 and 00:01:00.")]
    [InlineData("Webhooks:AllowedNetworks:0", "10.0.0.1/8/9", "Webhooks:AllowedNetworks:0 must be a network such as '192.168.7.0/24' or 'fd12:3456::/32'.")]
    [InlineData("Webhooks:AllowedPorts:0", "70000", "Webhooks:AllowedPorts:0 must be between 1 and 65535.")]
    public void AWrongValueIsNamedWithWhatIsAllowed(string key, string value, string message) =>
        Should.Throw<OptionsValidationException>(() => Validate(key, value)).Failures.ShouldContain(failure => failure.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void TheDefaultsAreFine() => Should.NotThrow(() => Validate("Delivery:Workers", "4"));

    [Fact]
    public void WaitsDoubleUpToALimit()
    {
        var options = new DeliveryOptions { RetryMinDelay = TimeSpan.FromSeconds(1), RetryMaxDelay = TimeSpan.FromSeconds(10) };
        foreach (var (attempts, seconds) in new[] { (1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (1_000_000, 10) })
        {
            options.DelayAfter(attempts).TotalSeconds.ShouldBeInRange(seconds, seconds * 1.2);
        }
    }

    private static void Validate(string key, string value)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([new(key, value)]);
        builder.AddDelivery();
        using var services = builder.Services.BuildServiceProvider();
        _ = services.GetRequiredService<IOptions<NotificationOptions>>().Value;
        _ = services.GetRequiredService<IOptions<DeliveryOptions>>().Value;
        _ = services.GetRequiredService<IOptions<WebhookOptions>>().Value;
    }
}
