using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Realtime.State;

/// <summary>What sockets need of a download, learnt from the download service's events.</summary>
internal sealed class LiveDownload
{
    public const string Queued = "queued";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public string? Title { get; init; }

    public required string Status { get; init; }

    public double Progress { get; init; }

    public double? BytesPerSecond { get; init; }

    public int? EtaSeconds { get; init; }

    public long? DownloadedBytes { get; init; }

    public long? TotalBytes { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was queued or ended last, by the sender's clock. Progress has its own time: it comes from another process.</summary>
    public DateTimeOffset MovedAt { get; init; }

    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>When progress was told to clients last, by the database's clock.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>And the time before.</summary>
    public DateTimeOffset? ToldBeforeAt { get; init; }
}

internal sealed class LiveDownloadConfiguration : IEntityTypeConfiguration<LiveDownload>
{
    public void Configure(EntityTypeBuilder<LiveDownload> builder)
    {
        builder.ToTable("live_downloads").HasKey(download => download.Id);
        builder.Property(download => download.Id).ValueGeneratedNever();
        builder.Property(download => download.Status).HasMaxLength(32);
        builder.HasIndex(download => new { download.UserId, download.CreatedAt });
        builder.HasIndex(download => download.CreatedAt);
    }
}
