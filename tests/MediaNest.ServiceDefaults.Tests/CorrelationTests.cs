using MediaNest.ServiceDefaults.Correlation;

namespace MediaNest.ServiceDefaults.Tests;

public sealed class CorrelationTests(DefaultsHost host) : IClassFixture<DefaultsHost>
{
    [Fact]
    public async Task AGivenIdIsEchoed() => (await Echo("client-42._X")).ShouldBe("client-42._X");

    [Theory]
    [InlineData("has space")]
    [InlineData("semi;colon")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task AnUnfitIdIsReplaced(string given)
    {
        var echoed = await Echo(given);

        echoed.ShouldNotBe(given);
        CorrelationMiddleware.IsValid(echoed).ShouldBeTrue();
    }

    [Fact]
    public async Task AMissingIdIsMinted() => CorrelationMiddleware.IsValid(await Echo(null)).ShouldBeTrue();

    private async Task<string> Echo(string? given)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        if (given is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Correlation-ID", given);
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.GetValues("X-Correlation-ID").Single();
    }
}
