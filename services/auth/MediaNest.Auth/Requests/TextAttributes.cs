using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MediaNest.Auth.Users;

namespace MediaNest.Auth.Requests;

/// <summary>Text that people read: no control characters, not blank.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class NameTextAttribute() : ValidationAttribute("1 to 100 characters, none of them a control character.")
{
    public override bool IsValid(object? value) =>
        value is null || (value is string { Length: <= User.MaxNameLength } text && !string.IsNullOrWhiteSpace(text) && !text.Any(IsHidden));

    private static bool IsHidden(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

/// <summary>An address with something on both sides of one <c>@</c>; whether anybody reads it only a message can tell.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class EmailTextAttribute() : ValidationAttribute("An e-mail address of at most 254 characters.")
{
    public override bool IsValid(object? value)
    {
        if (value is null)
        {
            return true;
        }

        return value is string { Length: <= User.MaxEmailLength } text
            && text.Split('@') is [{ Length: > 0 }, { Length: > 0 }]
            && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character));
    }
}
