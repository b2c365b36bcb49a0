using Microsoft.Extensions.Options;

namespace MediaNest.Encryption;

/// <summary>The secrets under which other secrets lie in the database. Section <c>Encryption</c>.</summary>
public sealed class EncryptionOptions
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Encryption";

    /// <summary>At least 32 random characters: what is encrypted from now on. Never logged.</summary>
    public string Key { get; set; } = "";

    /// <summary>Keys of the past: still read, never written.</summary>
    public IList<string> PreviousKeys { get; } = [];
}

internal sealed class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>
{
    private const int MinLength = 32;
    private const string Expected = "must have at least 32 random characters; make them with 'openssl rand -base64 32'.";

    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        List<string> failures = [];
        if (options.Key.Length < MinLength)
        {
            failures.Add($"Encryption:Key {Expected}");
        }

        for (var i = 0; i < options.PreviousKeys.Count; i++)
        {
            if (options.PreviousKeys[i].Length < MinLength)
            {
                failures.Add($"Encryption:PreviousKeys:{i} {Expected}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
