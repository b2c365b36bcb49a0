using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Encryption;

/// <summary>The keys under which secrets lie in the database. Section <c>Encryption</c>.</summary>
internal sealed class EncryptionOptions
{
    public const string SectionName = "Encryption";

    /// <summary>32 random bytes in base64: what is encrypted from now on.</summary>
    public string Key { get; set; } = "";

    /// <summary>Keys of the past, in base64: still read, never written.</summary>
    public IList<string> PreviousKeys { get; } = [];
}

internal sealed class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>
{
    private const string Expected = "must be 32 random bytes in base64; make them with 'openssl rand -base64 32'.";

    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        List<string> failures = [];
        if (!IsKey(options.Key))
        {
            failures.Add($"Encryption:Key {Expected}");
        }

        for (var i = 0; i < options.PreviousKeys.Count; i++)
        {
            if (!IsKey(options.PreviousKeys[i]))
            {
                failures.Add($"Encryption:PreviousKeys:{i} {Expected}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsKey(string? text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return text is { Length: > 0 and <= 64 } && Convert.TryFromBase64String(text, bytes, out var written) && written == SecretProtector.KeyBytes;
    }
}
