namespace MediaNest.Persistence;

/// <summary>Names under which the database driver reports; telemetry subscribes to them.</summary>
public static class DatabaseTelemetry
{
    /// <summary>The driver's activity source: a span for each command.</summary>
    public const string ActivitySourceName = "Npgsql";

    /// <summary>The driver's meter: connections in use, command durations.</summary>
    public const string MeterName = "Npgsql";
}
