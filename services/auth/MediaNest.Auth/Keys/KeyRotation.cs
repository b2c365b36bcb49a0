using System.Security.Cryptography;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Encryption;
using MediaNest.Tokens.Signing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Keys;

/// <summary>
/// Loads the signing keys and makes the next one in time. One replica at a time decides, under an advisory lock; the others find its key in the
/// table before it signs anything, since it is published ahead.
/// </summary>
internal sealed class KeyRotation(
    AuthDbContext db,
    SigningKeys keys,
    SecretProtector protector,
    IOptions<SigningKeyOptions> options,
    IOptions<SessionLifetimeOptions> sessions,
    AuditLog audit,
    KeyWithdrawals withdrawals,
    TimeProvider clock,
    ILogger<KeyRotation> logger)
{
    private const string Purpose = "signing-key";

    /// <summary>Beyond the tokens' life a key stays published for clocks that differ.</summary>
    private static readonly TimeSpan VerifyMargin = TimeSpan.FromHours(1);

    /// <summary>
    /// Makes the next key, unless one is waiting already, so that two who ask at once get one. It signs as soon as every verifier has had time
    /// to fetch it; the old ones go on verifying, so nobody is signed out.
    /// </summary>
    public Task RotateNowAsync(ClientInfo client, CancellationToken cancellationToken) => RefreshAsync(client, cancellationToken);

    public Task RefreshAsync(CancellationToken cancellationToken) => RefreshAsync(rotateFor: null, cancellationToken);

    /// <summary>
    /// Drops a key that somebody else may have: its tokens are refused from now on. If it was the one that signs, another does so at once.
    /// Sessions live on; a refresh token gets an access token of another key.
    /// </summary>
    /// <returns>False if there is no such key.</returns>
    public async Task<bool> RevokeAsync(string keyId, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync(AuthLock.SigningKeys, cancellationToken);
        if (await db.SigningKeys.Where(key => key.KeyId == keyId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        audit.Add(AuditAction.SigningKeyRevoked, userId: null, client, keyId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await RefreshAsync(cancellationToken);
        await withdrawals.AnnounceAsync(keyId);
        logger.KeyRevoked(keyId);
        return true;
    }

    private async Task RefreshAsync(ClientInfo? rotateFor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var present = await LoadAsync(now, cancellationToken);
        if (rotateFor is not null || NeedsWork(present, now))
        {
            present = await RotateAsync(rotateFor, cancellationToken);
            now = clock.GetUtcNow();
        }

        var current = present.Where(key => key.Record.SignsAt(now)).MaxBy(key => key.Record.SignsFrom)
            ?? throw new InvalidOperationException("There is no key that signs now, though one was just made.");
        keys.Use(current.Key, present.Select(key => key.Key.VerificationKey));
    }

    private bool NeedsWork(List<LoadedKey> present, DateTimeOffset now) =>
        !present.Exists(key => key.Record.SignsAt(now))
        || present.Max(key => key.Record.SignsUntil) - now <= options.Value.PublishAhead
        || present.Exists(key => protector.IsOutdated(key.Record.ProtectedKey));

    private async Task<List<LoadedKey>> RotateAsync(ClientInfo? rotateFor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync(AuthLock.SigningKeys, cancellationToken);
        db.ChangeTracker.Clear();
        var now = clock.GetUtcNow();
        var present = await LoadAsync(now, cancellationToken);
        var last = present.Where(key => key.Record.SignsUntil > now).MaxBy(key => key.Record.SignsUntil);
        if (!present.Exists(key => key.Record.SignsAt(now)))
        {
            present.Add(Create(now, now));
        }
        else if (rotateFor is not null)
        {
            if (!present.Exists(key => key.Record.SignsFrom > now))
            {
                present.Add(Create(now, now + options.Value.PublishAhead));
                audit.Add(AuditAction.SigningKeyRotated, userId: null, rotateFor, present[^1].Record.KeyId);
            }
        }
        else if (last is not null && last.Record.SignsUntil - now <= options.Value.PublishAhead)
        {
            // the old key signs on until the new one takes over, however late this runs
            var start = now + options.Value.PublishAhead;
            last.Record.SignsUntil = start > last.Record.SignsUntil ? start : last.Record.SignsUntil;
            last.Record.VerifiesUntil = VerifiesUntil(last.Record.SignsUntil);
            present.Add(Create(now, start));
        }

        foreach (var (record, key) in present.Where(key => protector.IsOutdated(key.Record.ProtectedKey)))
        {
            record.ProtectedKey = protector.Protect(Purpose, key.ExportPkcs8());
        }

        await db.SaveChangesAsync(cancellationToken);
        await db.SigningKeys.Where(key => key.VerifiesUntil <= now).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return present;
    }

    private LoadedKey Create(DateTimeOffset now, DateTimeOffset signsFrom)
    {
        var key = SigningKey.Create(options.Value.Algorithm);
        var record = new SigningKeyRecord
        {
            KeyId = key.KeyId,
            Algorithm = key.Algorithm,
            ProtectedKey = protector.Protect(Purpose, key.ExportPkcs8()),
            CreatedAt = now,
            SignsFrom = signsFrom,
            SignsUntil = signsFrom + options.Value.RotateEvery,
            VerifiesUntil = VerifiesUntil(signsFrom + options.Value.RotateEvery),
        };
        db.SigningKeys.Add(record);
        logger.KeyCreated(record.KeyId, record.SignsFrom);
        return new LoadedKey(record, key);
    }

    private DateTimeOffset VerifiesUntil(DateTimeOffset signsUntil) => signsUntil + sessions.Value.AccessTokenLifetime + VerifyMargin;

    private async Task<List<LoadedKey>> LoadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var records = await db.SigningKeys.Where(key => key.VerifiesUntil > now).ToListAsync(cancellationToken);
        List<LoadedKey> loaded = [];
        foreach (var record in records)
        {
            if (protector.TryUnprotect(Purpose, record.ProtectedKey, out var pkcs8))
            {
                loaded.Add(new LoadedKey(record, SigningKey.ImportPkcs8(record.Algorithm, pkcs8)));
                CryptographicOperations.ZeroMemory(pkcs8);
            }
            else
            {
                // its Encryption:Key is gone; the tokens it signed are refused from now on, sign-in goes on with a new key
                logger.KeyUnreadable(record.KeyId);
            }
        }

        return loaded;
    }

    private sealed record LoadedKey(SigningKeyRecord Record, SigningKey Key);
}

internal static partial class KeyLog
{
    [LoggerMessage(1, LogLevel.Information, "Signing key {KeyId} was created and signs from {SignsFrom}")]
    public static partial void KeyCreated(this ILogger logger, string keyId, DateTimeOffset signsFrom);

    [LoggerMessage(2, LogLevel.Error, "Signing key {KeyId} cannot be decrypted with the configured Encryption:Key and Encryption:PreviousKeys")]
    public static partial void KeyUnreadable(this ILogger logger, string keyId);

    [LoggerMessage(4, LogLevel.Warning, "Signing key {KeyId} was revoked; its tokens are refused")]
    public static partial void KeyRevoked(this ILogger logger, string keyId);

    [LoggerMessage(5, LogLevel.Warning, "Redis did not pass on that signing key {KeyId} is revoked; verifiers learn it with their next look at the published keys")]
    public static partial void WithdrawalNotAnnounced(this ILogger logger, string keyId, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "Signing keys could not be refreshed; going on with those at hand")]
    public static partial void RefreshFailed(this ILogger logger, Exception failure);
}
