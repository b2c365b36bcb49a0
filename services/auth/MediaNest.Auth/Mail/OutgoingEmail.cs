using MediaNest.Auth.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Mail;

/// <summary>A message that waits to be sent. It is saved with the change it tells of, and deleted once it is sent.</summary>
internal sealed class OutgoingEmail
{
    public Guid Id { get; init; }

    /// <summary>Whose account it is about. Without one it is never sent: it only makes an address without an account cost what one with an account does.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Recipient, subject and text, encrypted: the text may hold a link that lets its reader in.</summary>
    public required byte[] ProtectedContent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on nobody has a use for it.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset NextAttemptAt { get; init; }

    public int Attempts { get; init; }
}

internal sealed class OutgoingEmailConfiguration : IEntityTypeConfiguration<OutgoingEmail>
{
    public void Configure(EntityTypeBuilder<OutgoingEmail> builder)
    {
        builder.ToTable("outgoing_emails");
        builder.Property(email => email.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(email => email.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(email => email.NextAttemptAt);
    }
}
