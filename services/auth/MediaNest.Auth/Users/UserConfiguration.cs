using System.Text.Json;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Users;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    /// <summary>Two people cannot both sign in with one address; that a Plex account has it too does not matter.</summary>
    public const string PasswordEmailIndex = "ix_users_password_email";

    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Ignore(user => user.HasVerifiedEmail);
        builder.Property(user => user.Name).HasMaxLength(User.MaxNameLength);
        builder.Property(user => user.PlexUsername).HasMaxLength(User.MaxNameLength);
        builder.Property(user => user.Role).HasMaxLength(16);
        builder.Property(user => user.Status).HasMaxLength(16);
        builder.HasIndex(user => user.NormalizedEmail).HasDatabaseName(PasswordEmailIndex)
            .IsUnique().HasFilter("password_hash IS NOT NULL");
        builder.HasIndex(user => user.CreatedAt);
        builder.Property(user => user.Preferences).HasColumnType("jsonb").HasConversion(
            preferences => JsonSerializer.Serialize(preferences, JsonDefaults.Options),
            json => JsonSerializer.Deserialize<Preferences>(json, JsonDefaults.Options) ?? new Preferences(),
            new ValueComparer<Preferences>((one, other) => one == other, preferences => preferences.GetHashCode()));
    }
}
