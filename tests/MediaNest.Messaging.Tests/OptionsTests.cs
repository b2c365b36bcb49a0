using MediaNest.Messaging.Tests.Shop;
using Microsoft.Extensions.Options;

namespace MediaNest.Messaging.Tests;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("ConnectionStrings:rabbitmq", "", "ConnectionStrings:rabbitmq")]
    [InlineData("ConnectionStrings:rabbitmq", "http://localhost", "amqp://user:password@host:port/vhost")]
    [InlineData("Messaging:PrefetchCount", "0", "Messaging:PrefetchCount must be between 1 and 1000.")]
    [InlineData("Messaging:RetryMaxDelay", "00:00:00.001", "Messaging:RetryMaxDelay must not be shorter than Messaging:RetryMinDelay.")]
    [InlineData("Messaging:EndpointSilence", "00:00:01", "Messaging:EndpointSilence must be between 00:00:05 and 00:10:00.")]
    [InlineData("Messaging:ConcurrentMessages", "50", "Messaging:PrefetchCount must not be smaller")]
    public async Task BadSettingStopsTheStartAndIsNamed(string key, string value, string expected)
    {
        var servers = new ShopServers("Host=127.0.0.1;Database=none", "amqp://guest:guest@127.0.0.1:1/");

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => ShopService.StartAsync(servers, settings: (key, value)));

        failure.Message.ShouldContain(expected);
    }
}
