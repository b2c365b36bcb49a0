using System.Net;
using MediaNest.Testing.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Resilience.Tests;

/// <summary>The other side: answers what it is told to, and counts.</summary>
internal sealed class FakeSystem : HttpMessageHandler
{
    private int _calls;

    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = (_, _) => Status(HttpStatusCode.OK);

    public int Calls => Volatile.Read(ref _calls);

    public static Task<HttpResponseMessage> Status(HttpStatusCode status) => Task.FromResult(new HttpResponseMessage(status));

    /// <summary>Gives the answers in order, the last for ever.</summary>
    public void AnswerInOrder(params HttpStatusCode[] answers)
    {
        var next = 0;
        Answer = (_, _) => Status(answers[Math.Min(next++, answers.Length - 1)]);
    }

    public void AnswerNever() => Answer = async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("unreachable");
    };

    public void RefuseConnections() => Answer = (_, _) => throw new HttpRequestException("connection refused");

    /// <summary>Services with one client 'x' whose calls end here.</summary>
    public ServiceProvider Services(Action<IHttpClientBuilder> configure, ManualTime? time = null, params (string Key, string Value)[] configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(entry => KeyValuePair.Create<string, string?>(entry.Key, entry.Value))).Build());
        services.AddSingleton<TimeProvider>(time ?? TimeProvider.System);
        configure(services.AddHttpClient("x").ConfigurePrimaryHttpMessageHandler(() => this));
        return services.BuildServiceProvider();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Answer(request, cancellationToken);
    }
}

internal static class ServicesExtensions
{
    public static Task<HttpResponseMessage> CallAsync(
        this IServiceProvider services, HttpMethod? method = null, Action<HttpRequestMessage>? prepare = null, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, "http://system.example/");
        prepare?.Invoke(request);
        return services.GetRequiredService<IHttpClientFactory>().CreateClient("x").SendAsync(request, cancellationToken);
    }
}

internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        var giveUp = Environment.TickCount64 + 10_000;
        while (!condition())
        {
            (Environment.TickCount64 < giveUp).ShouldBeTrue("the condition was not met in 10 s");
            await Task.Delay(5);
        }
    }
}
