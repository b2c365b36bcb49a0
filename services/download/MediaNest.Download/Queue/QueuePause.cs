using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Download.Queue;

/// <summary>While it lasts nobody takes anything from the queue, whichever replica caused it.</summary>
internal sealed class QueuePause
{
    public const string Key = "youtube";

    public required string Id { get; init; }

    public required DateTimeOffset Until { get; set; }

    public required string Reason { get; set; }
}

internal sealed class QueuePauseConfiguration : IEntityTypeConfiguration<QueuePause>
{
    public void Configure(EntityTypeBuilder<QueuePause> builder)
    {
        builder.ToTable("queue_pauses");
        builder.Property(pause => pause.Id).HasMaxLength(32);
        builder.Property(pause => pause.Reason).HasMaxLength(64);
    }
}
