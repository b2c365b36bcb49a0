namespace MediaNest.Simulators;

/// <summary>One call a simulated system received.</summary>
/// <param name="Number">Counts up over all systems, in the order of arrival.</param>
/// <param name="System">Which system was called.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the system's prefix, such as <c>/api/v1/request</c>.</param>
/// <param name="Query">The query string without its question mark; keys and tokens are replaced by <c>***</c>.</param>
/// <param name="Status">The answer's status; 0 when the connection was cut, null while the call is under way.</param>
/// <param name="Time">When it arrived.</param>
/// <param name="DurationMs">How long the simulator took, in milliseconds; null while under way.</param>
public sealed record RecordedCall(
    long Number,
    string System,
    string Method,
    string Path,
    string Query,
    int? Status,
    DateTimeOffset Time,
    double? DurationMs);
