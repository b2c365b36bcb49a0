namespace MediaNest.Operations.Probes;

internal static partial class ProbeLog
{
    [LoggerMessage(1, LogLevel.Debug, "Probe of {Name} failed with {Failure}: {Reason}")]
    public static partial void ProbeFailed(this ILogger logger, string name, string failure, string reason);
}
