using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.Limits;
using MediaNest.Auth.Requests;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.SignIn;

/// <summary>How often an address may be wrong. Section <c>SignIn</c>.</summary>
internal sealed class SignInAddressOptions
{
    public const string SectionName = "SignIn";

    /// <summary>Failures from one address, whichever accounts they are aimed at, within <see cref="FailureWindow"/>.</summary>
    [Range(5, 1_000_000, ErrorMessage = "SignIn:FailuresPerAddress must lie between 5 and 1000000.")]
    public int FailuresPerAddress { get; set; } = 50;

    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "SignIn:FailureWindow must be between 00:01:00 and 1.00:00:00.")]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// One guess at each of a thousand accounts locks none of them; this stops whoever makes them. Counted before the password is checked, like
/// the account's own attempts, and given back where it was right: a household behind one address signs in as often as it likes.
/// </summary>
internal sealed class SignInAddresses(AttemptLimiter limiter, IOptions<SignInAddressOptions> options)
{
    private const string Scope = "sign-in-address";

    public Task<TakenAttempt> TakeAsync(ClientInfo client, CancellationToken cancellationToken) =>
        limiter.TakeAsync(Scope, client.Address ?? "unknown", options.Value.FailuresPerAddress, options.Value.FailureWindow, cancellationToken);

    public Task GiveBackAsync(TakenAttempt attempt, CancellationToken cancellationToken) => limiter.GiveBackAsync(attempt, cancellationToken);
}
