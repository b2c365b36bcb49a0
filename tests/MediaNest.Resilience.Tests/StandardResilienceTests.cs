using System.Net;
using System.Net.Http.Headers;
using MediaNest.Testing.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace MediaNest.Resilience.Tests;

public sealed class StandardResilienceTests : IDisposable
{
    private readonly FakeSystem _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void DefaultsAreThoseOfThePackage()
    {
        var options = new HttpStandardResilienceOptions();

        options.RateLimiter.DefaultRateLimiterOptions.PermitLimit.ShouldBe(1000);
        options.RateLimiter.DefaultRateLimiterOptions.QueueLimit.ShouldBe(0);
        options.TotalRequestTimeout.Timeout.ShouldBe(TimeSpan.FromSeconds(30));
        options.Retry.MaxRetryAttempts.ShouldBe(3);
        options.Retry.BackoffType.ShouldBe(DelayBackoffType.Exponential);
        options.Retry.UseJitter.ShouldBeTrue();
        options.Retry.Delay.ShouldBe(TimeSpan.FromSeconds(2));
        options.Retry.ShouldRetryAfterHeader.ShouldBeTrue();
        options.CircuitBreaker.FailureRatio.ShouldBe(0.1);
        options.CircuitBreaker.MinimumThroughput.ShouldBe(100);
        options.CircuitBreaker.SamplingDuration.ShouldBe(TimeSpan.FromSeconds(30));
        options.CircuitBreaker.BreakDuration.ShouldBe(TimeSpan.FromSeconds(5));
        options.AttemptTimeout.Timeout.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("HEAD", 4)]
    [InlineData("PUT", 4)]
    [InlineData("DELETE", 4)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    public async Task OnlyIdempotentCallsAreRepeated(string method, int expectedCalls)
    {
        _system.AnswerInOrder(HttpStatusCode.ServiceUnavailable);
        using var services = _system.Services(client => client.AddStandardResilienceHandler(Quick));

        var response = await services.CallAsync(new HttpMethod(method));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _system.Calls.ShouldBe(expectedCalls);
    }

    [Fact]
    public async Task AnyCallIsRepeatedWhereToldSo()
    {
        _system.AnswerInOrder(HttpStatusCode.InternalServerError, HttpStatusCode.OK);
        using var services = _system.Services(client => client.AddStandardResilienceHandler(options =>
        {
            Quick(options);
            options.Retry.EnableForUnsafeHttpMethods();
        }));

        (await services.CallAsync(HttpMethod.Post)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ARequestCanBeMarkedAsIdempotent()
    {
        _system.AnswerInOrder(HttpStatusCode.InternalServerError, HttpStatusCode.OK);
        using var services = _system.Services(client => client.AddStandardResilienceHandler(Quick));

        (await services.CallAsync(HttpMethod.Post, request => request.MarkIdempotent())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task MethodsCanBeExcluded()
    {
        _system.AnswerInOrder(HttpStatusCode.InternalServerError);
        using var services = _system.Services(client => client.AddStandardResilienceHandler(options =>
        {
            Quick(options);
            options.Retry.DisableForUnsafeHttpMethods();
        }));

        await services.CallAsync(HttpMethod.Delete);

        _system.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, 1)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    [InlineData(HttpStatusCode.RequestTimeout, 4)]
    [InlineData(HttpStatusCode.TooManyRequests, 4)]
    public async Task OnlyPassingFailuresAreRepeated(HttpStatusCode answer, int expectedCalls)
    {
        _system.AnswerInOrder(answer);
        using var services = _system.Services(client => client.AddStandardResilienceHandler(Quick));

        await services.CallAsync();

        _system.Calls.ShouldBe(expectedCalls);
    }

    [Fact]
    public async Task RetryAfterDecidesThePause()
    {
        var time = new ManualTime();
        _system.Answer = (_, _) =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
            return Task.FromResult(_system.Calls == 1 ? answer : new HttpResponseMessage(HttpStatusCode.OK));
        };
        using var services = _system.Services(client => client.AddStandardResilienceHandler(), time);

        var call = services.CallAsync();
        await Eventually.IsTrueAsync(() => time.WaitingTimers == 2); // the total timeout and the pause
        time.Advance(TimeSpan.FromSeconds(6.9));
        _system.Calls.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(0.2));

        (await call).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnAttemptThatHangsIsGivenUpAndRepeated()
    {
        var time = new ManualTime();
        _system.AnswerNever();
        using var services = _system.Services(client => client.AddStandardResilienceHandler(), time);

        var call = services.CallAsync();
        await Eventually.IsTrueAsync(() => _system.Calls == 1);
        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.IsTrueAsync(() => time.WaitingTimers == 2);
        _system.Answer = (_, _) => FakeSystem.Status(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromSeconds(10));

        (await call).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheTotalTimeoutEndsEverything()
    {
        var time = new ManualTime();
        _system.AnswerNever();
        using var services = _system.Services(client => client.AddStandardResilienceHandler(options => options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(15)), time);

        var call = services.CallAsync();
        for (var second = 0; second < 60 && !call.IsCompleted; second++)
        {
            await Task.WhenAny(call, Task.Delay(20));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await Should.ThrowAsync<TimeoutRejectedException>(call);
    }

    [Fact]
    public async Task TooManyCallsAtOnceAreTurnedAway()
    {
        _system.AnswerNever();
        using var services = _system.Services(client => client.AddStandardResilienceHandler(options =>
            options.RateLimiter.DefaultRateLimiterOptions.PermitLimit = 1));
        using var giveUp = new CancellationTokenSource();

        var first = services.CallAsync(cancellationToken: giveUp.Token);
        await Eventually.IsTrueAsync(() => _system.Calls == 1);
        await Should.ThrowAsync<RateLimiterRejectedException>(services.CallAsync());
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(first);
    }

    [Fact]
    public async Task ManyFailuresOpenTheCircuitPerHost()
    {
        _system.Answer = (request, _) => FakeSystem.Status(request.RequestUri!.Host == "system.example" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        using var services = _system.Services(client => client.AddStandardResilienceHandler(Quick).SelectPipelineByAuthority());
        for (var i = 0; i < 100; i++)
        {
            await services.CallAsync(HttpMethod.Post);
        }

        await Should.ThrowAsync<BrokenCircuitException>(services.CallAsync(HttpMethod.Post));
        (await services.CallAsync(prepare: request => request.RequestUri = new Uri("http://other.example"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void EveryWrongOptionIsReported()
    {
        using var services = _system.Services(client => client.AddStandardResilienceHandler(options =>
        {
            options.Retry.MaxRetryAttempts = -1;
            options.CircuitBreaker.FailureRatio = 2;
        }));

        var failure = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptionsMonitor<HttpStandardResilienceOptions>>().Get("x"));

        failure.Failures.Count().ShouldBe(2);
    }

    [Fact]
    public void TimeoutsHaveToFitTogether()
    {
        using var services = _system.Services(client => client.AddStandardResilienceHandler(options =>
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(40)));

        var failure = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptionsMonitor<HttpStandardResilienceOptions>>().Get("x"));

        failure.Failures.Count().ShouldBe(2);
    }

    [Fact]
    public async Task OptionsComeFromConfiguration()
    {
        _system.AnswerInOrder(HttpStatusCode.InternalServerError);
        using var services = _system.Services(
            client => client.AddStandardResilienceHandler(new ConfigurationBuilder()
                .AddInMemoryCollection([new("http:Retry:MaxRetryAttempts", "1"), new("http:Retry:Delay", "00:00:00")]).Build().GetSection("http")));

        await services.CallAsync();

        _system.Calls.ShouldBe(2);
    }

    private static void Quick(HttpStandardResilienceOptions options) => options.Retry.Delay = TimeSpan.Zero;
}
