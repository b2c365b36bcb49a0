using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace MediaNest.Gateway.Tests;

/// <summary>The figures that the gateway is shipped with are the contract's.</summary>
public sealed class RateLimitTableTests
{
    private static readonly IConfiguration Shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();

    [Theory]
    [InlineData("standard", "everything", 100, "00:15:00")]
    [InlineData("standard", "api", 50, "00:15:00")]
    [InlineData("standard", "sign-in", 5, "00:15:00")]
    [InlineData("standard", "youtube-download", 5, "01:00:00")]
    [InlineData("standard", "admin", 200, "01:00:00")]
    [InlineData("standard", "webhooks", 100, "00:15:00")]
    [InlineData("hourly", "everything", 100, "01:00:00")]
    [InlineData("hourly", "api", 100, "01:00:00")]
    [InlineData("hourly", "sign-in", 10, "01:00:00")]
    [InlineData("hourly", "youtube-download", 5, "01:00:00")]
    [InlineData("hourly", "admin", 200, "01:00:00")]
    [InlineData("hourly", "webhooks", 100, "00:15:00")]
    public void EveryScopeOfBothProfilesIsAsTheContractSays(string profile, string scope, int limit, string window)
    {
        var section = Shipped.GetSection($"RateLimiting:Profiles:{profile}:{scope}");

        section["Limit"].ShouldBe(limit.ToString(CultureInfo.InvariantCulture));
        section["Window"].ShouldBe(window);
    }
}
