using MediaNest.Auth.Data;
using MediaNest.Auth.Plex;
using MediaNest.Auth.TwoFactor;
using MediaNest.Encryption;
using MediaNest.Persistence.StartUp;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Encryption;

/// <summary>
/// After a start with a new <c>Encryption:Key</c>, encrypts anew what lies under an old one: Plex tokens and authenticators' secrets
/// (<see cref="Keys.KeyRotation"/> does the signing keys). When it has said how many, the old key can be taken out of the configuration.
/// </summary>
internal sealed partial class Reencryption(AuthDbContext db, SecretProtector protector, ILogger<Reencryption> logger) : IStartUpWork
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (done, unreadable) = (0, 0);

        // a household's worth of rows; each is replaced only if it still is what was read, so a sign-in meanwhile keeps its newer token
        foreach (var (id, old) in await db.Users.Where(user => user.ProtectedPlexToken != null).Select(user => new ValueTuple<Guid, byte[]>(user.Id, user.ProtectedPlexToken!)).ToListAsync(cancellationToken))
        {
            if (!protector.IsOutdated(old))
            {
                continue;
            }

            if (Renew(PlexSignIn.TokenPurpose, old) is { } renewed)
            {
                done += await db.Users.Where(user => user.Id == id && user.ProtectedPlexToken == old)
                    .ExecuteUpdateAsync(set => set.SetProperty(user => user.ProtectedPlexToken, renewed), cancellationToken);
            }
            else
            {
                unreadable++;
            }
        }

        foreach (var row in await db.UserTokens.AsNoTracking().Where(token => token.Name == AccountStore.AuthenticatorKeyName && token.Value != null).ToListAsync(cancellationToken))
        {
            var old = Convert.FromBase64String(row.Value!);
            if (!protector.IsOutdated(old))
            {
                continue;
            }

            if (Renew(AccountStore.PurposeFor(row.UserId), old) is { } renewed)
            {
                var text = Convert.ToBase64String(renewed);
                done += await db.UserTokens.Where(token => token.UserId == row.UserId && token.LoginProvider == row.LoginProvider && token.Name == row.Name && token.Value == row.Value)
                    .ExecuteUpdateAsync(set => set.SetProperty(token => token.Value, text), cancellationToken);
            }
            else
            {
                unreadable++;
            }
        }

        if (done + unreadable > 0)
        {
            LogDone(done, unreadable);
        }
    }

    private byte[]? Renew(string purpose, byte[] old) => protector.TryUnprotect(purpose, old, out var secret) ? protector.Protect(purpose, secret) : null;

    [LoggerMessage(1, LogLevel.Information, "{Count} secrets were encrypted anew under Encryption:Key; {Unreadable} are under a key that is not configured")]
    private partial void LogDone(int count, int unreadable);
}
