using MediaNest.Messaging.Inbox;
using MediaNest.Messaging.Outbox;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Messaging;

/// <summary>The tables of messaging in a service's model.</summary>
public static class MessagingModelExtensions
{
    internal const string OutboxTable = "outbox_messages";
    internal const string InboxTable = "inbox_messages";

    /// <summary>Adds outbox and inbox to the model; call it in <c>OnModelCreating</c>. Their trigger is put in place at start, nothing is to be written by hand.</summary>
    /// <param name="model">The model being built.</param>
    /// <returns><paramref name="model"/>, for chaining.</returns>
    public static ModelBuilder AddMessagingTables(this ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        // names are given in full: the dispatcher's SQL relies on them, whatever conventions the context has
        model.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable(OutboxTable).HasKey(row => row.Sequence).HasName("pk_outbox_messages");
            outbox.Property(row => row.Sequence).HasColumnName("sequence").UseIdentityAlwaysColumn();
            outbox.Property(row => row.MessageId).HasColumnName("message_id");
            outbox.Property(row => row.Type).HasColumnName("type").HasMaxLength(512);
            outbox.Property(row => row.Body).HasColumnName("body").HasColumnType("jsonb");
            outbox.Property(row => row.TraceParent).HasColumnName("trace_parent").HasMaxLength(64);
            outbox.Property(row => row.TraceState).HasColumnName("trace_state").HasMaxLength(512);
            outbox.Property(row => row.CorrelationId).HasColumnName("correlation_id").HasMaxLength(64);
            outbox.Property(row => row.ActorId).HasColumnName("actor_id");
            outbox.Property(row => row.CreatedAt).HasColumnName("created_at");
            outbox.Property(row => row.SentAt).HasColumnName("sent_at");
            outbox.Property(row => row.Error).HasColumnName("error");
            outbox.HasIndex(row => row.Sequence, "ix_outbox_messages_pending").HasFilter("sent_at IS NULL AND error IS NULL");
            outbox.HasIndex(row => row.SentAt, "ix_outbox_messages_sent").HasFilter("sent_at IS NOT NULL");
        });
        model.Entity<InboxMessage>(inbox =>
        {
            inbox.ToTable(InboxTable).HasKey(row => new { row.MessageId, row.Consumer }).HasName("pk_inbox_messages");
            inbox.Property(row => row.MessageId).HasColumnName("message_id");
            inbox.Property(row => row.Consumer).HasColumnName("consumer").HasMaxLength(256);
            inbox.Property(row => row.ReceivedAt).HasColumnName("received_at");
            inbox.HasIndex(row => row.ReceivedAt, "ix_inbox_messages_received_at");
        });
        return model;
    }
}
