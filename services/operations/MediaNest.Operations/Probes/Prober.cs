using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Probes;

/// <summary>Runs probes at the same time, each to its deadline. One that hangs or breaks holds up none of the others.</summary>
internal sealed class Prober(IEnumerable<IProbe> probes, IOptions<MonitoringOptions> options, TimeProvider time, ILogger<Prober> logger)
{
    private readonly IProbe[] _probes = [.. probes];

    public IEnumerable<IProbe> Configured => _probes.Where(probe => probe.IsConfigured);

    public async Task<IReadOnlyList<(IProbe Probe, ProbeResult Result)>> RunAsync(Func<IProbe, bool> wanted, CancellationToken cancellationToken) =>
        await Task.WhenAll(Configured.Where(wanted).Select(async probe => (probe, await RunAsync(probe, cancellationToken))));

    private async Task<ProbeResult> RunAsync(IProbe probe, CancellationToken cancellationToken)
    {
        var limit = options.Value.ProbeTimeout;
        var started = time.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ProbeAnswer answer;
        try
        {
            deadline.CancelAfter(limit);
            // waits no longer even for a probe that does not listen to its token; Task.Run, for one that blocks before its first await
            answer = await Task.Run(() => probe.AskAsync(deadline.Token), CancellationToken.None).WaitAsync(limit, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            answer = ProbeAnswer.Offline($"No answer within {limit.TotalSeconds:0.#} s.");
        }
        catch (Exception exception)
        {
            logger.ProbeFailed(probe.Name, exception.GetType().Name, exception.Message);
            answer = ProbeAnswer.Offline(exception is HttpRequestException ? "Cannot be reached." : "The check failed.");
        }

        var took = time.GetElapsedTime(started);
        if (answer.Outcome == ProbeOutcome.Online && took > options.Value.SlowAfter)
        {
            answer = ProbeAnswer.Degraded($"Slow: {took.TotalSeconds:0.0} s.");
        }

        return new ProbeResult(answer, Math.Round(took.TotalMilliseconds, 1));
    }
}
