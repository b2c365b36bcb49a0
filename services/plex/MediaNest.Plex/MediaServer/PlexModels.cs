using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.Plex.MediaServer;

/// <summary>Plex's answers, as far as they are read. Property names are taken exactly: <c>guid</c> and <c>Guid</c> are two things.</summary>
internal sealed record PlexAnswer([property: JsonPropertyName("MediaContainer")] PlexContainer? MediaContainer)
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new TextOrNumberConverter() },
    };

    /// <summary>Keys are texts in one place and numbers in another.</summary>
    private sealed class TextOrNumberConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : reader.GetDouble().ToString(CultureInfo.InvariantCulture),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => reader.GetString(),
        };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

internal sealed record PlexContainer(
    int? Size,
    int? TotalSize,
    string? MachineIdentifier,
    string? FriendlyName,
    string? Version,
    string? Platform,
    [property: JsonPropertyName("Directory")] IReadOnlyList<PlexDirectory>? Directory,
    [property: JsonPropertyName("Metadata")] IReadOnlyList<PlexMetadata>? Metadata,
    [property: JsonPropertyName("Hub")] IReadOnlyList<PlexHub>? Hub);

internal sealed record PlexDirectory(string? Key, string? Type, string? Title, string? Agent);

internal sealed record PlexHub(string? Type, [property: JsonPropertyName("Metadata")] IReadOnlyList<PlexMetadata>? Metadata);

internal sealed record PlexGuid(string? Id);

internal sealed record PlexMedia(string? VideoResolution);

internal sealed record PlexMetadata(
    string? RatingKey,
    string? Guid,
    string? Type,
    string? Title,
    string? Summary,
    int? Year,
    long? AddedAt,
    int? Index,
    int? ParentIndex,
    string? ParentRatingKey,
    string? GrandparentRatingKey,
    int? LeafCount,
    int? ChildCount,
    long? Duration,
    string? ContentRating,
    string? Thumb,
    [property: JsonPropertyName("librarySectionID")] string? LibrarySectionId,
    [property: JsonPropertyName("Guid")] IReadOnlyList<PlexGuid>? Guids,
    [property: JsonPropertyName("Media")] IReadOnlyList<PlexMedia>? Media);

/// <summary>One page of a list, and how long the whole list is.</summary>
internal sealed record PlexPage(IReadOnlyList<PlexMetadata> Items, int Total);

/// <summary>Plex's numbers for kinds of things.</summary>
internal static class PlexTypes
{
    public const int Movie = 1;
    public const int Show = 2;
    public const int Season = 3;
    public const int Episode = 4;
}
