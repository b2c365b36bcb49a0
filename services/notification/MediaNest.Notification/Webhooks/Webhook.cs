using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Webhooks;

/// <summary>An address of a user's own where their notifications are posted.</summary>
internal sealed class Webhook
{
    public const int LongestUrl = 2048;

    /// <summary>The event of a test delivery.</summary>
    public const string TestEvent = "test";

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>May hold a secret of the receiver's in its path: it is shown to its owner and never logged.</summary>
    public required string Url { get; set; }

    /// <summary>The types that go there; none for all.</summary>
    public List<string> Events { get; set; } = [];

    /// <summary>The key of the signature, encrypted.</summary>
    public required byte[] ProtectedSecret { get; set; }

    public bool Enabled { get; set; }

    /// <summary>Why and when it was switched off, where the owner did not do it.</summary>
    public string? DisabledReason { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Deliveries given up since the last that arrived.</summary>
    public int Failures { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What the secret is encrypted for: one row's text is of no use in another's.</summary>
    public static string SecretPurpose(Guid id) => $"webhook-secret:{id:N}";

    public bool Wants(string kind) => Events.Count == 0 || Events.Contains(kind, StringComparer.Ordinal);

    /// <summary>Switches it on with a clean slate, or off.</summary>
    public void Switch(bool on)
    {
        Enabled = on;
        DisabledReason = null;
        DisabledAt = null;
        Failures = 0;
    }
}

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.Property(webhook => webhook.Id).ValueGeneratedNever();
        builder.Property(webhook => webhook.Url).HasMaxLength(Webhook.LongestUrl);
        builder.Property(webhook => webhook.DisabledReason).HasMaxLength(200);
        builder.HasIndex(webhook => new { webhook.UserId, webhook.CreatedAt });
    }
}
