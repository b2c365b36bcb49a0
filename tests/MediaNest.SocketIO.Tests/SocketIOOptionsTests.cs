using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MediaNest.SocketIO.Tests;

public sealed class SocketIOOptionsTests
{
    [Theory]
    [InlineData("SocketIO:PingIntervalMilliseconds", "5")]
    [InlineData("SocketIO:MaxPayloadBytes", "1")]
    [InlineData("SocketIO:MaxPacketBytes", "1")]
    [InlineData("SocketIO:MaxPacketBytes", "999999")]
    [InlineData("SocketIO:MaxWaitingBytes", "1")]
    [InlineData("SocketIO:MaxEventsPerSecond", "-1")]
    [InlineData("SocketIO:RecoverySeconds", "99999")]
    [InlineData("SocketIO:AllowedOrigins:0", "app.example.com")]
    [InlineData("SocketIO:AllowedOrigins:0", "https://app.example.com/path")]
    public void AWrongSettingIsNamed(string key, string value)
    {
        var failure = Should.Throw<OptionsValidationException>(() => OptionsOf(key, value));

        failure.Message.ShouldContain(key);
    }

    [Fact]
    public void SettingsComeFromTheSection()
    {
        OptionsOf("SocketIO:MaxAttachments", "3").MaxAttachments.ShouldBe(3);
        OptionsOf("SocketIO:AllowedOrigins:0", "https://app.example.com").AllowedOrigins.ShouldBe(["https://app.example.com"]);
    }

    private static SocketIOOptions OptionsOf(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, value)]).Build());
        services.AddSocketIO();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SocketIOOptions>>().Value;
    }
}
