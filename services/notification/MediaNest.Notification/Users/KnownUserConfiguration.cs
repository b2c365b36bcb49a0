using MediaNest.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Users;

internal sealed class KnownUserConfiguration : IEntityTypeConfiguration<KnownUser>
{
    public void Configure(EntityTypeBuilder<KnownUser> builder)
    {
        builder.ToTable("users").HasKey(user => user.UserId);
        builder.Property(user => user.UserId).ValueGeneratedNever();
        builder.Property(user => user.Role).HasMaxLength(16);
        builder.Property(user => user.Email).HasMaxLength(EmailAddress.MaxLength);
        builder.HasIndex(user => user.Role);
    }
}
