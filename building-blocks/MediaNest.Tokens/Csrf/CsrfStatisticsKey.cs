namespace MediaNest.Tokens.Csrf;

/// <summary>Where auth and gateway add up what becomes of CSRF tokens: a Redis hash, one for all replicas, under the installation's key prefix.</summary>
public static class CsrfStatisticsKey
{
    /// <summary>The hash, after the prefix.</summary>
    public const string Name = "csrf:stats";

    /// <summary>Field: tokens that auth has given out.</summary>
    public const string Issued = "issued";

    /// <summary>Field: requests that the gateway let pass.</summary>
    public const string Validated = "validated";

    /// <summary>Field: requests refused because they brought none.</summary>
    public const string Missing = "missing";

    /// <summary>Field: requests refused because theirs was another session's, forged or past its time.</summary>
    public const string Invalid = "invalid";

    /// <summary>Field: since when it is counted, Unix seconds.</summary>
    public const string Since = "since";
}
