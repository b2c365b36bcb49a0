using MediaNest.Auth.Data;
using MediaNest.Auth.Users;
using MediaNest.Encryption;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.TwoFactor;

/// <summary>
/// Identity's store, but for two things it keeps readable: the authenticator's secret is encrypted here, and backup codes are hashed, in a table
/// of their own, where one statement uses one up.
/// </summary>
internal sealed class AccountStore(AuthDbContext context, SecretProtector protector, TimeProvider clock, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<User, AuthDbContext, Guid>(context, describer)
{
    /// <summary>Identity's name of the row.</summary>
    public const string AuthenticatorKeyName = "AuthenticatorKey";

    public override Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, Convert.ToBase64String(protector.Protect(PurposeFor(user.Id), System.Text.Encoding.ASCII.GetBytes(key))), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken)
    {
        if (await base.GetAuthenticatorKeyAsync(user, cancellationToken) is not { } stored)
        {
            return null;
        }

        return protector.TryUnprotect(PurposeFor(user.Id), Convert.FromBase64String(stored), out var key)
            ? System.Text.Encoding.ASCII.GetString(key)
            : throw new InvalidOperationException("An authenticator's secret cannot be read: the key it was encrypted under is not in Encryption:PreviousKeys.");
    }

    /// <summary>Replaces all of a user's backup codes; saved at once.</summary>
    public override async Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        await Context.BackupCodes.Where(code => code.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        var now = clock.GetUtcNow();
        Context.BackupCodes.AddRange(recoveryCodes.Select(code => new BackupCode
        {
            Id = Guid.CreateVersion7(now),
            UserId = user.Id,
            Hash = BackupCode.HashOf(user.Id, code),
            CreatedAt = now,
        }));
        await Context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Uses a backup code up: of any number of attempts with one code, one succeeds.</summary>
    public override async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        var hash = BackupCode.HashOf(user.Id, code);
        var now = clock.GetUtcNow();
        return await Context.BackupCodes.Where(row => row.UserId == user.Id && row.Hash == hash && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken) == 1;
    }

    public override Task<int> CountCodesAsync(User user, CancellationToken cancellationToken) =>
        Context.BackupCodes.CountAsync(code => code.UserId == user.Id && code.UsedAt == null, cancellationToken);

    // one user's secret does not pass for another's
    public static string PurposeFor(Guid userId) => $"authenticator-key:{userId}";
}
