using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MediaNest.Persistence.Naming;

/// <summary>Stores an enum as kebab-case text, so that rows read well and members may be reordered.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class KebabCaseEnumConverter<TEnum>() : ValueConverter<TEnum, string>(value => ToText(value), text => FromText(text))
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Texts =
        Enum.GetValues<TEnum>().Distinct().ToFrozenDictionary(value => value, value => SnakeCase.ToKebabCase(value.ToString()));

    private static readonly FrozenDictionary<string, TEnum> Values =
        Texts.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    private static string ToText(TEnum value) =>
        Texts.TryGetValue(value, out var text) ? text : throw new InvalidOperationException($"{value} is not a member of {typeof(TEnum).Name}.");

    private static TEnum FromText(string text) =>
        Values.TryGetValue(text, out var value) ? value : throw new InvalidOperationException($"'{text}' is not a {typeof(TEnum).Name}.");
}

/// <summary>PostgreSQL's timestamptz takes UTC only; what a client sent with another offset is the same instant.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value)
{
    public static UtcConverter Instance { get; } = new();
}
