using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNest.Contracts;

namespace MediaNest.Auth.Users;

internal enum Theme
{
    System,
    Light,
    Dark,
}

/// <summary>What a user likes. Every member has a default, so that a document written by an older version still reads.</summary>
internal sealed record Preferences
{
    /// <summary>BCP 47, such as <c>en</c> or <c>pt-BR</c>.</summary>
    [Required, RegularExpression("^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", ErrorMessage = "A language tag such as 'en' or 'pt-BR'.")]
    public string Language { get; init; } = "en";

    public Theme Theme { get; init; } = Theme.System;

    [Required]
    public NotificationChannels Notifications { get; init; } = new();

    [Required]
    public QualityDefaults Quality { get; init; } = new();
}

/// <summary>Where notifications go.</summary>
internal sealed record NotificationChannels
{
    public bool InApp { get; init; } = true;

    public bool Email { get; init; }

    /// <summary>On from the start: whoever adds a webhook wants it to be called.</summary>
    public bool Webhook { get; init; } = true;

    /// <summary>What holds for single types, such as <c>request-available</c>, where it differs.</summary>
    [KnownNotificationTypes, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, TypeChannels?>? Types { get; init; }
}

/// <summary>Where notifications of one type go; what is left out is as for all others.</summary>
internal sealed record TypeChannels(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? InApp = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Email = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Webhook = null);

/// <summary>Only types that exist: so there are never more entries than those.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownNotificationTypesAttribute : ValidationAttribute
{
    private static readonly HashSet<string> Known =
        [.. Enum.GetNames<NotificationType>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public KnownNotificationTypesAttribute()
        : base("Types are " + string.Join(", ", Known) + ", each with an object of inApp, email, webhook.")
    {
    }

    public override bool IsValid(object? value) =>
        value is not IReadOnlyDictionary<string, TypeChannels?> types || types.All(type => type.Value is not null && Known.Contains(type.Key));
}

/// <summary>What is asked for where a request does not say.</summary>
internal sealed record QualityDefaults
{
    [Required, AllowedValues("hd", "4k", ErrorMessage = "One of hd, 4k.")]
    public string Media { get; init; } = "hd";

    [Required, AllowedValues("best", "2160p", "1440p", "1080p", "720p", "480p", "360p", "audio",
        ErrorMessage = "One of best, 2160p, 1440p, 1080p, 720p, 480p, 360p, audio.")]
    public string Video { get; init; } = "1080p";

    [Required, AllowedValues("mp4", "webm", "mkv", "mp3", "m4a", ErrorMessage = "One of mp4, webm, mkv, mp3, m4a.")]
    public string Format { get; init; } = "mp4";
}
