using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MediaNest.ServiceDefaults.Paging;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>A command that needs nothing said.</summary>
internal sealed record Nothing;

internal sealed record ById([property: Required] Guid? Id);

internal sealed record ByUser([property: Required] Guid? UserId);

/// <summary>What to hear of, such as <c>request:{id}</c>, <c>download:{id}</c> or <c>service:{name}</c>.</summary>
internal sealed record TopicList([property: Required, MinLength(1), MaxLength(TopicList.Most)] IReadOnlyList<string?>? Topics) : IValidatableObject
{
    public const int Most = 50;
    private const int LongestTopic = 100;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Topics?.Any(topic => topic is not { Length: > 0 and <= LongestTopic }) is true)
        {
            yield return new ValidationResult($"A topic is a text of 1 to {LongestTopic} characters.", [nameof(Topics)]);
        }
    }
}

/// <summary>A service's past.</summary>
/// <param name="Name">Such as <c>plex</c>.</param>
/// <param name="Hours">1–720; absent means 24.</param>
internal sealed record ServicePeriod(
    [property: Required, RegularExpression("^[a-z0-9][a-z0-9-]{0,63}$", ErrorMessage = "Must be a service's name, such as plex.")] string? Name,
    [property: Range(1, 720)] int? Hours);

/// <summary>Which of one's notifications to give, newest first.</summary>
/// <param name="Limit">1–100; absent means 20.</param>
/// <param name="Before">Only older ones: than the notification of this id, or than this time.</param>
internal sealed record HistoryPage([property: Range(1, 100)] int? Limit, [property: StringLength(40, MinimumLength = 1)] string? Before) : IValidatableObject
{
    [JsonIgnore]
    public int Size => Limit ?? PageQuery.DefaultLimit;

    [JsonIgnore]
    public Guid? BeforeId => Guid.TryParseExact(Before, "D", out var id) ? id : null;

    [JsonIgnore]
    public DateTimeOffset? BeforeTime =>
        DateTimeOffset.TryParse(Before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Before is not null && BeforeId is null && BeforeTime is null)
        {
            yield return new ValidationResult("Must be a notification's id, or a time such as 2026-11-21T03:31:20Z.", [nameof(Before)]);
        }
    }
}

/// <summary>The preferences that change; what is left out stays. Which there are is auth's business.</summary>
internal sealed record PreferenceChange : IValidatableObject
{
    private const int MostCharacters = 16_384;

    [JsonExtensionData]
    public JsonObject Members { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Members.Count == 0)
        {
            yield return new ValidationResult("Must name at least one preference.");
        }
        else if (JsonSerializer.Serialize(Members).Length > MostCharacters)
        {
            yield return new ValidationResult($"Must have at most {MostCharacters} characters.");
        }
    }
}
