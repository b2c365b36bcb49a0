using System.Net;
using System.Net.Http.Headers;
using MediaNest.Resilience.Breaker;
using MediaNest.Resilience.Dependencies;
using MediaNest.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MediaNest.Resilience.Tests;

public sealed class DependencyResilienceTests : IDisposable
{
    private readonly FakeSystem _system = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _system.Dispose();

    [Theory]
    [InlineData("plex", 5, 45, 3)]
    [InlineData("plex.tv", 5, 30, 2)]
    [InlineData("tmdb", 5, 30, 3)]
    [InlineData("overseerr", 5, 30, 3)]
    [InlineData("uptime-kuma", 3, 30, 2)]
    [InlineData("youtube", 8, 60, 2)]
    public void PresetsAreThoseOfTheArchitecture(string dependency, int failuresToOpen, int openForSeconds, int trialCalls)
    {
        using var services = _system.Services(client => client.AddDependencyResilience(dependency));

        var options = services.GetRequiredService<IOptionsMonitor<DependencyResilienceOptions>>().Get(dependency);

        options.FailuresToOpen.ShouldBe(failuresToOpen);
        options.OpenFor.ShouldBe(TimeSpan.FromSeconds(openForSeconds));
        options.TrialCalls.ShouldBe(trialCalls);
    }

    [Fact]
    public async Task ConfigurationWinsOverThePreset()
    {
        using var services = Services(configuration: ("Resilience:plex.tv:FailuresToOpen", "1"));
        _system.RefuseConnections();

        await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync());

        Breaker(services).Status.State.ShouldBe(CircuitState.Open);
    }

    [Fact]
    public async Task AConnectionThatFailsIsATypedException()
    {
        using var services = Services();
        _system.RefuseConnections();

        var failure = await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync());

        failure.Dependency.ShouldBe("plex.tv");
        failure.Reason.ShouldBe(UnavailableReason.Unreachable);
        failure.InnerException.ShouldBeOfType<HttpRequestException>();
    }

    [Fact]
    public async Task AnAnswerThatSaysErrorComesBackAsAnswer()
    {
        using var services = Services();
        _system.AnswerInOrder(HttpStatusCode.BadGateway);

        (await services.CallAsync(HttpMethod.Post)).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task FailuresInARowOpenTheCircuitAndNobodyIsAskedAnyMore()
    {
        using var services = Services();
        await FailAsync(services, 5);

        var failure = await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync());

        failure.Reason.ShouldBe(UnavailableReason.BreakerOpen);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        _system.Calls.ShouldBe(5);
    }

    [Fact]
    public async Task ASuccessBetweenStartsTheCountAnew()
    {
        using var services = Services();
        await FailAsync(services, 4);
        _system.AnswerInOrder(HttpStatusCode.OK);
        await services.CallAsync();
        await FailAsync(services, 4);

        Breaker(services).Status.ShouldSatisfyAllConditions(
            status => status.State.ShouldBe(CircuitState.Closed),
            status => status.ConsecutiveFailures.ShouldBe(4));
    }

    [Fact]
    public async Task TrialCallsThatAllSucceedCloseTheCircuit()
    {
        using var services = Services();
        await FailAsync(services, 5);
        _time.Advance(TimeSpan.FromSeconds(30));
        _system.AnswerInOrder(HttpStatusCode.OK);

        await services.CallAsync();
        Breaker(services).Status.State.ShouldBe(CircuitState.HalfOpen);
        await services.CallAsync();
        Breaker(services).Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public async Task ATrialCallThatFailsOpensTheCircuitForTheWholeTimeAgain()
    {
        using var services = Services();
        await FailAsync(services, 5);
        _time.Advance(TimeSpan.FromSeconds(30));
        await FailAsync(services, 1);

        _time.Advance(TimeSpan.FromSeconds(29));

        (await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync())).Reason.ShouldBe(UnavailableReason.BreakerOpen);
    }

    [Fact]
    public async Task NoMoreThanTheTrialCallsGoThroughAtOnce()
    {
        using var services = Services();
        await FailAsync(services, 5);
        _time.Advance(TimeSpan.FromSeconds(30));
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _system.Answer = (_, _) => answer.Task;

        var trials = new[] { services.CallAsync(HttpMethod.Post), services.CallAsync(HttpMethod.Post) };
        await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync(HttpMethod.Post));
        answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await Task.WhenAll(trials);

        Breaker(services).Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public async Task ATrialCallThatItsCallerGivesUpMakesRoomForAnother()
    {
        using var services = Services();
        await FailAsync(services, 5);
        _time.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 5; i++)
        {
            using var giveUp = new CancellationTokenSource();
            _system.AnswerNever();
            var call = services.CallAsync(cancellationToken: giveUp.Token);
            await giveUp.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(call);
        }

        Breaker(services).Status.State.ShouldBe(CircuitState.HalfOpen);
        _system.AnswerInOrder(HttpStatusCode.OK);
        (await services.CallAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ACallFromBeforeTheCircuitOpenedChangesNothing()
    {
        using var services = Services();
        var late = new TaskCompletionSource<HttpResponseMessage>();
        _system.Answer = (_, _) => late.Task;
        var call = services.CallAsync(HttpMethod.Post);
        await FailAsync(services, 5);

        late.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await call;

        Breaker(services).Status.State.ShouldBe(CircuitState.Open);
    }

    [Fact]
    public async Task BeingAskedForPatienceIsNoFailure()
    {
        using var services = Services();
        _system.AnswerInOrder(HttpStatusCode.TooManyRequests);
        for (var i = 0; i < 10; i++)
        {
            await services.CallAsync(HttpMethod.Post);
        }

        Breaker(services).Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public async Task AHugeRetryAfterIsLeftToTheCaller()
    {
        using var services = Services();
        _system.Answer = (_, _) =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromHours(1));
            return Task.FromResult(answer);
        };

        (await services.CallAsync()).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        _system.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task AnAdministratorCanStopAndResumeCalls()
    {
        using var services = Services();
        var heard = new List<CircuitStateChange>();
        var breakers = services.GetRequiredService<CircuitBreakers>();
        breakers.StateChanged += heard.Add;

        breakers["plex.tv"].Isolate();
        _time.Advance(TimeSpan.FromHours(1));
        await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync());
        breakers["plex.tv"].Close();
        await services.CallAsync();
        breakers["plex.tv"].Open();
        await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync());

        heard.Select(change => change.To).ShouldBe([CircuitState.Isolated, CircuitState.Closed, CircuitState.Open]);
        breakers.All.ShouldHaveSingleItem().Dependency.ShouldBe("plex.tv");
    }

    [Fact]
    public async Task ASystemThatHangsIsATypedException()
    {
        using var services = _system.Services(client => client.AddDependencyResilience("plex.tv", options => options.Retries = 0), _time);
        _system.AnswerNever();

        var call = services.CallAsync();
        await Eventually.IsTrueAsync(() => _system.Calls == 1);
        _time.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<DependencyUnavailableException>(call)).Reason.ShouldBe(UnavailableReason.TimedOut);
        Breaker(services).Status.ConsecutiveFailures.ShouldBe(1);
    }

    [Fact]
    public async Task TooManyCallsAreATypedException()
    {
        using var services = _system.Services(client => client.AddDependencyResilience("plex.tv", options => (options.ConcurrencyLimit, options.QueueLimit) = (1, 0)), _time);
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _system.Answer = (_, _) => answer.Task;

        var first = services.CallAsync();
        (await Should.ThrowAsync<DependencyUnavailableException>(services.CallAsync())).Reason.ShouldBe(UnavailableReason.TooManyCalls);
        answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));

        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AProcessHasABreakerToo()
    {
        using var services = _system.Services(client => client.Services.AddDependencyBreaker("youtube", options => options.FailuresToOpen = 2), _time);
        var breaker = services.GetRequiredService<CircuitBreakers>()["youtube"];
        for (var i = 0; i < 8; i++)
        {
            await Should.ThrowAsync<IOException>(breaker.ExecuteAsync<int>(_ => throw new IOException("exit code 1"), failure => failure is IOException, CancellationToken.None));
            if (breaker.Status.State == CircuitState.Open)
            {
                break;
            }
        }

        breaker.Status.ConsecutiveFailures.ShouldBe(2);
        await Should.ThrowAsync<DependencyUnavailableException>(breaker.ExecuteAsync(_ => Task.FromResult(1), _ => true, CancellationToken.None));
    }

    [Fact]
    public void WrongConfigurationIsRefused()
    {
        using var services = Services(configuration: ("Resilience:plex.tv:FailuresToOpen", "0"));

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<CircuitBreakers>());
    }

    private static CircuitBreaker Breaker(IServiceProvider services) => services.GetRequiredService<CircuitBreakers>()["plex.tv"];

    private ServiceProvider Services(params (string Key, string Value)[] configuration) =>
        _system.Services(client => client.AddDependencyResilience("plex.tv", options => options.RetryDelay = TimeSpan.Zero), _time, configuration);

    private async Task FailAsync(IServiceProvider services, int times)
    {
        _system.AnswerInOrder(HttpStatusCode.InternalServerError);
        for (var i = 0; i < times; i++)
        {
            await services.CallAsync(HttpMethod.Post);
        }
    }
}
