using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Tests.App;

public sealed class StartTests
{
    [Theory]
    [InlineData("Encryption:Key", "")]
    [InlineData("Encryption:Key", "too short")]
    [InlineData("Encryption:PreviousKeys:0", "too short")]
    [InlineData("Csrf:Key", "")]
    [InlineData("ServiceAuth:ClientSecret", null)]
    [InlineData("Sessions:AccessTokenLifetime", "00:00:01")]
    [InlineData("Sessions:RefreshGrace", "01:00:00")]
    [InlineData("SigningKeys:RotateEvery", "00:00:01")]
    [InlineData("SigningKeys:PublishAhead", "00:01:01")]
    [InlineData("OAuth:PublicOrigin", "not an address")]
    [InlineData("PlexTv:Product", "")]
    [InlineData("ConnectionStrings:auth-db", "")]
    public async Task WrongConfigurationStopsTheStartAndNamesTheKey(string key, string? value)
    {
        var failure = await MediaNest.Testing.FailedStart.OfAsync(async () =>
        {
            await using var app = await AuthApp.StartAsync(configure: settings =>
            {
                if (value is null)
                {
                    settings.Remove(key);
                }
                else
                {
                    settings[key] = value;
                }
            });
        });

        var validation = failure as OptionsValidationException ?? failure.InnerException as OptionsValidationException;
        (validation?.Message ?? failure.ToString()).ShouldContain(key.Replace(":PublishAhead", ":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryEndpointHasASummary()
    {
        await using var app = await AuthApp.StartAsync();

        var answer = await app.Anonymous.GetAsync("/openapi/v1.json");
        answer.Status.ShouldBe(200, answer.Text);
        var document = answer.Json;

        var operations = document.GetProperty("paths").EnumerateObject()
            .Where(path => !path.Name.StartsWith("/health", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject(), (path, operation) => (Name: $"{operation.Name} {path.Name}", operation.Value)).ToList();
        operations.Count.ShouldBeGreaterThan(25);
        operations.Where(operation => !operation.Value.TryGetProperty("summary", out _)).Select(operation => operation.Name).ShouldBeEmpty();
    }
}
