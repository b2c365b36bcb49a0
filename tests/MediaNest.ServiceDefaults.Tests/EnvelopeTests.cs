using System.Net;
using System.Text;
using System.Text.Json;

namespace MediaNest.ServiceDefaults.Tests;

public sealed class EnvelopeTests(DefaultsHost host) : IClassFixture<DefaultsHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SuccessIsWrappedAndWrittenByTheConventions()
    {
        using var response = await Post("""{"tmdbId":5,"name":"x","kind":"partially-available","at":"2026-01-02T03:04:05+02:00","unknown":1}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(Token)).ShouldBe(
            """{"success":true,"data":{"tmdbId":5,"name":"x","kind":"partially-available","at":"2026-01-02T01:04:05.000Z"}}""");
    }

    [Fact]
    public async Task EveryMissingOrWrongFieldIsNamed()
    {
        using var response = await Post("""{"name":"far too long a name"}""");

        var error = await DefaultsHost.ErrorOf(response, 400, "VALIDATION_ERROR");
        error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString())
            .ShouldBe(["tmdbId", "name"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"tmdbId":"5","name":"x"}""", "tmdbId")]
    [InlineData("""{"tmdbId":1,"name":5}""", "name")]
    [InlineData("""{"tmdbId":1,"name":"x","kind":"series"}""", "kind")]
    [InlineData("""{"tmdbId":1,"name":"x","kind":1}""", "kind")]
    [InlineData("""{"tmdbId":1,"name":"x","at":"yesterday"}""", "at")]
    [InlineData("""{"tmdbId":99999999999,"name":"x"}""", "tmdbId")]
    [InlineData("""{"tmdbId":1,"tmdbId":2,"name":"x"}""", null)]
    [InlineData("""{"tmdbId":1,""", null)]
    [InlineData("""[1,2]""", null)]
    [InlineData("""nonsense""", null)]
    [InlineData("", null)]
    [InlineData("null", null)]
    public async Task AWrongBodyIsAValidationError(string json, string? field)
    {
        using var response = await Post(json);

        var error = await DefaultsHost.ErrorOf(response, 400, "VALIDATION_ERROR");
        if (field is not null)
        {
            error.GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(field);
        }
    }

    [Fact]
    public async Task ADeeplyNestedBodyIsRefused()
    {
        using var response = await Post(new string('[', 5_000));

        await DefaultsHost.ErrorOf(response, 400, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("/nowhere", 404, "NOT_FOUND")]
    [InlineData("/things/not-a-guid", 404, "NOT_FOUND")]
    [InlineData("/things/0197a4b0-0000-7000-8000-000000000000", 404, "NOT_FOUND")]
    [InlineData("/things", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("/typed/five", 400, "VALIDATION_ERROR")]
    [InlineData("/list?page=0", 400, "VALIDATION_ERROR")]
    [InlineData("/list?page=x", 400, "VALIDATION_ERROR")]
    [InlineData("/list?limit=101", 400, "VALIDATION_ERROR")]
    [InlineData("/mine", 401, "UNAUTHORIZED")]
    public async Task ARefusedReadIsInTheEnvelope(string path, int status, string code)
    {
        using var response = await host.Client.GetAsync(path, Token);

        await DefaultsHost.ErrorOf(response, status, code);
    }

    [Fact]
    public async Task AnotherContentTypeIsUnsupported()
    {
        using var content = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await host.Client.PostAsync("/things", content, Token);

        await DefaultsHost.ErrorOf(response, 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task ABodyPastOneMegabyteIsTooLarge()
    {
        using var response = await Post($$"""{"tmdbId":1,"name":"{{new string('x', 1_100_000)}}"}""");

        await DefaultsHost.ErrorOf(response, 413, "PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task AnUnforeseenFailureGivesNothingAway()
    {
        using var response = await host.Client.GetAsync("/boom", Token);

        var error = await DefaultsHost.ErrorOf(response, 500, "INTERNAL_ERROR");
        error.TryGetProperty("details", out _).ShouldBeFalse();
        (await response.Content.ReadAsStringAsync(Token)).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task AMappedExceptionBecomesItsCode()
    {
        using var response = await host.Client.GetAsync("/database", Token);

        await DefaultsHost.ErrorOf(response, 503, "DATABASE_ERROR");
    }

    [Fact]
    public async Task RetryAfterStandsInHeaderAndBodyInWholeSeconds()
    {
        using var response = await host.Client.GetAsync("/retry", Token);

        var error = await DefaultsHost.ErrorOf(response, 503, "PLEX_UNREACHABLE");
        error.GetProperty("retryAfter").GetInt32().ShouldBe(2);
        response.Headers.RetryAfter!.ToString().ShouldBe("2");
    }

    [Fact]
    public async Task PagingSaysWhatLiesAround()
    {
        var page = JsonDocument.Parse(await host.Client.GetStringAsync("/list?page=2&pageSize=20", Token)).RootElement;

        page.GetProperty("totalPages").GetInt32().ShouldBe(3);
        page.GetProperty("itemsPerPage").GetInt32().ShouldBe(20);
        page.GetProperty("hasNext").GetBoolean().ShouldBeTrue();
        page.GetProperty("hasPrev").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("/health", "ok")]
    [InlineData("/health/live", "ok")]
    [InlineData("/health/ready", "ok")]
    public async Task HealthIsABareObject(string path, string status)
    {
        var body = JsonDocument.Parse(await host.Client.GetStringAsync(path, Token)).RootElement;

        body.GetProperty("status").GetString().ShouldBe(status);
        body.GetProperty("timestamp").GetString()!.ShouldEndWith("Z");
    }

    private async Task<HttpResponseMessage> Post(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await host.Client.PostAsync("/things", content, Token);
    }
}
