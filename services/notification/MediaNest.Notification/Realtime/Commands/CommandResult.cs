using System.Text.Json.Serialization;
using MediaNest.ServiceDefaults;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>What became of a command: data, or why not.</summary>
internal sealed record CommandResult(object? Data, ApiError? Error)
{
    public static CommandResult Of(object? data) => new(data, Error: null);

    public static implicit operator CommandResult(ApiError error) => new(Data: null, error);
}

/// <summary>The acknowledgement: what REST answers with, without what belongs to HTTP.</summary>
internal sealed record CommandAnswer(
    bool Success,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorBody? Error)
{
    public static CommandAnswer Of(CommandResult result) => new(result.Error is null, result.Data, result.Error?.ToBody());
}
