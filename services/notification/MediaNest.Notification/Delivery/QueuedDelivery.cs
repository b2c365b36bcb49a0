using MediaNest.Notification.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Delivery;

internal enum DeliveryStatus
{
    /// <summary>To be sent, or sent again.</summary>
    Pending,

    Delivered,

    /// <summary>Given up.</summary>
    Failed,
}

/// <summary>
/// Something that is to leave by e-mail or webhook. Stored beside the notification it tells of, and leased by whichever replica sends it,
/// so that a killed process delays it but never loses it.
/// </summary>
internal sealed class QueuedDelivery
{
    public const int LongestError = 300;

    /// <summary>Also the mail's Message-ID and the webhook's delivery header: what is sent twice is recognised by it.</summary>
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary><c>email</c> or <c>webhook</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Where to, for a webhook.</summary>
    public Guid? WebhookId { get; init; }

    /// <summary>What it tells of; of several notifications the newest, none for a test.</summary>
    public Guid? NotificationId { get; init; }

    /// <summary>The notification's type, or <c>test</c>.</summary>
    public required string Event { get; init; }

    /// <summary>What is sent, byte for byte at every attempt: a webhook's body, or a mail's <see cref="EmailContent"/>; empty once it is over.</summary>
    public required string Payload { get; init; }

    public DeliveryStatus Status { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public Guid? LeaseId { get; init; }

    public DateTimeOffset? LeasedUntil { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public bool IsTest => Event == Webhook.TestEvent;
}

/// <summary>One try at a delivery.</summary>
internal sealed class DeliveryAttempt
{
    public Guid DeliveryId { get; init; }

    /// <summary>From 1; one that is missing was begun by a process that did not live to tell.</summary>
    public int Number { get; init; }

    public DateTimeOffset At { get; init; }

    public int DurationMs { get; init; }

    /// <summary>The receiver's HTTP status, where it gave one.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What went wrong; null for a success.</summary>
    public string? Error { get; init; }
}

internal sealed class QueuedDeliveryConfiguration : IEntityTypeConfiguration<QueuedDelivery>
{
    public void Configure(EntityTypeBuilder<QueuedDelivery> builder)
    {
        builder.ToTable("deliveries");
        builder.Property(delivery => delivery.Id).ValueGeneratedNever();
        builder.Property(delivery => delivery.Channel).HasMaxLength(16);
        builder.Property(delivery => delivery.Event).HasMaxLength(64);
        builder.Property(delivery => delivery.Status).HasMaxLength(16);
        builder.Ignore(delivery => delivery.IsTest);
        builder.HasOne<Webhook>().WithMany().HasForeignKey(delivery => delivery.WebhookId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(delivery => delivery.DueAt, "ix_deliveries_pending").HasFilter("status = 'pending'");
        builder.HasIndex(delivery => delivery.FinishedAt).HasFilter("finished_at IS NOT NULL");
        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.CreatedAt }).HasFilter("webhook_id IS NOT NULL");
        builder.HasIndex(delivery => delivery.UserId);
    }
}

internal sealed class DeliveryAttemptConfiguration : IEntityTypeConfiguration<DeliveryAttempt>
{
    public void Configure(EntityTypeBuilder<DeliveryAttempt> builder)
    {
        builder.ToTable("delivery_attempts").HasKey(attempt => new { attempt.DeliveryId, attempt.Number });
        builder.Property(attempt => attempt.Error).HasMaxLength(QueuedDelivery.LongestError);
        builder.HasOne<QueuedDelivery>().WithMany().HasForeignKey(attempt => attempt.DeliveryId).OnDelete(DeleteBehavior.Cascade);
    }
}
