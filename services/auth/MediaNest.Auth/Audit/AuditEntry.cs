using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Audit;

/// <summary>What is written down.</summary>
internal enum AuditAction
{
    SignedIn,
    SignInFailed,
    AccountLocked,
    AdminCreated,
    SignedOut,
    SessionEnded,
    TokenReused,
    RoleChanged,
    UserSuspended,
    UserReinstated,
    UserDeleted,
    ProfileChanged,
    PasswordChanged,
    PasswordChangeFailed,
    PasswordResetRequested,
    PasswordReset,
    PasswordResetFailed,
    AccountUnlocked,
    NewDevice,
    TwoFactorEnabled,
    TwoFactorDisabled,
    BackupCodesRenewed,
    BackupCodeUsed,
    ApiKeyCreated,
    ApiKeyRevoked,
    SigningKeyRotated,
    SigningKeyRevoked,
}

/// <summary>A line of the audit log: something security-relevant that happened. Names no secret; a deleted user's lines keep the id alone.</summary>
internal sealed class AuditEntry
{
    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    public AuditAction Action { get; init; }

    /// <summary>The account concerned.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Who did it.</summary>
    public Guid? ActorId { get; init; }

    public string? Address { get; init; }

    public string? Device { get; init; }

    public string? Detail { get; init; }

    public string? CorrelationId { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Action).HasMaxLength(32);
        builder.Property(entry => entry.Address).HasMaxLength(64);
        builder.Property(entry => entry.Device).HasMaxLength(100);
        builder.Property(entry => entry.Detail).HasMaxLength(200);
        builder.Property(entry => entry.CorrelationId).HasMaxLength(64);
        builder.HasIndex(entry => entry.At);
        builder.HasIndex(entry => new { entry.UserId, entry.At });
    }
}
