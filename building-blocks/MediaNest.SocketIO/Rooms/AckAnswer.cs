using System.Text.Json;

namespace MediaNest.SocketIO.Rooms;

/// <summary>What one client answered.</summary>
/// <param name="Value">The first argument of its acknowledgement; null if there is none.</param>
/// <param name="Attachments">The binary of the acknowledgement.</param>
internal sealed record AckAnswer(JsonElement? Value, IReadOnlyList<ReadOnlyMemory<byte>> Attachments);

/// <summary>What came of a question to many.</summary>
/// <param name="Answers">Those that came in time.</param>
/// <param name="Asked">How many sockets were asked, as far as is known.</param>
/// <param name="SilentInstances">Instances that have not even told whom they asked.</param>
internal sealed record AckRound(IReadOnlyList<AckAnswer> Answers, int Asked, int SilentInstances);
