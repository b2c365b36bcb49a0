using MediaNest.Auth.ApiKeys;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Limits;
using MediaNest.Auth.Mail;
using MediaNest.Auth.Passwords;
using MediaNest.Auth.Plex;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.TwoFactor;
using MediaNest.Auth.Users;
using MediaNest.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Data;

internal sealed class AuthDbContext(DbContextOptions<AuthDbContext> options) : IdentityUserContext<User, Guid>(options)
{
    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<SigningKeyRecord> SigningKeys => Set<SigningKeyRecord>();

    public DbSet<PlexInstallation> PlexInstallations => Set<PlexInstallation>();

    public DbSet<PlexPin> PlexPins => Set<PlexPin>();

    public DbSet<UnknownSignIn> UnknownSignIns => Set<UnknownSignIn>();

    public DbSet<AttemptWindow> AttemptWindows => Set<AttemptWindow>();

    public DbSet<FormerPassword> FormerPasswords => Set<FormerPassword>();

    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();

    public DbSet<OutgoingEmail> OutgoingEmails => Set<OutgoingEmail>();

    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();

    public DbSet<MfaChallenge> MfaChallenges => Set<MfaChallenge>();

    public DbSet<BackupCode> BackupCodes => Set<BackupCode>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>Waits for a lock that all replicas share and holds it to the end of the present transaction.</summary>
    public Task LockAsync(AuthLock name, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({(int)AuthLock.Area}, {(int)name})", cancellationToken);

    /// <summary>An account, its row locked to the end of the present transaction.</summary>
    public async Task<User?> LockUserAsync(Guid id, CancellationToken cancellationToken) =>
        (await Users.FromSql($"SELECT * FROM users WHERE id = {id} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AuthDbContext).Assembly);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.AddMessagingTables();
    }
}

/// <summary>What is decided by one replica at a time.</summary>
internal enum AuthLock
{
    /// <summary>First half of every key, so that auth's locks meet nobody else's.</summary>
    Area = 0x41757468,

    /// <summary>Who becomes an administrator, and whether one remains.</summary>
    Administrators = 1,

    SigningKeys = 2,
}
