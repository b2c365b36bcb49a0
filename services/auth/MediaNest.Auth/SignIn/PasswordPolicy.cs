using System.Collections.Frozen;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Identity;

namespace MediaNest.Auth.SignIn;

/// <summary>What Identity's own rules (8 characters, upper, lower, digit, symbol) lack: a greatest length, and that the password is not a common one dressed up.</summary>
internal sealed class PasswordPolicy : IPasswordValidator<User>
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    private static readonly FrozenSet<string> Common = ReadCommon();

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        List<IdentityError> errors = [];
        if (password is { Length: > MaxLength })
        {
            errors.Add(new IdentityError { Code = "PasswordTooLong", Description = $"Passwords must be at most {MaxLength} characters." });
        }

        if (password is not null && IsCommon(password))
        {
            errors.Add(new IdentityError { Code = "PasswordTooCommon", Description = "This password is among the most common ones." });
        }

        return Task.FromResult(errors.Count == 0 ? IdentityResult.Success : IdentityResult.Failed([.. errors]));
    }

    /// <summary>Identity's complaints as the envelope's.</summary>
    public static ApiError AsFieldErrors(IdentityResult result, string field) =>
        ApiError.Validation([.. result.Errors.Select(error => new FieldError(
            error.Code.StartsWith("Password", StringComparison.Ordinal) ? field : "email", error.Description))]);

    /// <summary>A common word stays one with a capital, with digits and signs at its ends, and with 0 for o.</summary>
    private static bool IsCommon(string password)
    {
        var lower = Narrow(password).ToLowerInvariant();
        string[] cores =
        [
            lower, lower.Trim(Signs), lower.TrimEnd(Decoration), lower.Trim(Decoration), Undress(lower.Trim(Decoration)), Undress(lower).Trim(Decoration), Undress(lower.Trim(Signs)),
        ];
        return cores.Any(Common.Contains);
    }

    private static readonly char[] Signs = [.. "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "];

    private static readonly char[] Decoration = [.. "0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "];

    private static string Undress(string text) => string.Create(text.Length, text, static (undressed, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            undressed[i] = source[i] switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', var other => other };
        }
    });

    /// <summary>Full-width letters, digits and signs as the ordinary ones they stand for.</summary>
    private static string Narrow(string text) => string.Create(text.Length, text, static (narrow, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            narrow[i] = source[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(source[i] - 0xFEE0) : source[i];
        }
    });

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordPolicy).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#')
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
