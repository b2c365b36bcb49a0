using System.Text.Json.Nodes;

namespace MediaNest.Simulators;

/// <summary>A webhook that was delivered or given up.</summary>
/// <param name="System">The system it came from.</param>
/// <param name="Kind">What it says, such as <c>MEDIA_AVAILABLE</c>.</param>
/// <param name="Status">The last answer's status; 0 when there was none.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Time">When the last attempt ended.</param>
/// <param name="Body">What was sent.</param>
public sealed record WebhookDelivery(string System, string Kind, int Status, int Attempts, DateTimeOffset Time, JsonNode Body);
