using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Download.Downloads;

internal sealed class DownloadConfiguration : IEntityTypeConfiguration<Download>
{
    /// <summary>The index that keeps two users, or two clicks, from fetching the same thing twice.</summary>
    public const string SameVideoIndex = "ix_downloads_same_video";

    public void Configure(EntityTypeBuilder<Download> builder)
    {
        builder.ToTable("downloads");
        builder.Property(download => download.Id).ValueGeneratedNever();
        builder.Property(download => download.VideoId).HasMaxLength(64);
        builder.Property(download => download.Url).HasMaxLength(300);
        builder.Property(download => download.Title).HasMaxLength(500);
        builder.Property(download => download.Channel).HasMaxLength(500);
        builder.Property(download => download.Quality).HasMaxLength(16);
        builder.Property(download => download.Format).HasMaxLength(16);
        builder.Property(download => download.Folder).HasMaxLength(300);
        builder.Property(download => download.Status).HasMaxLength(16);
        builder.Property(download => download.RelativePath).HasMaxLength(1000);
        builder.Property(download => download.ErrorCode).HasMaxLength(64);
        builder.Property(download => download.ErrorMessage).HasMaxLength(500);
        builder.Property(download => download.CorrelationId).HasMaxLength(64);
        builder.Property(download => download.LeaseOwner).HasMaxLength(100);
        builder.HasIndex(download => new { download.VideoId, download.Quality, download.Format })
            .IsUnique()
            .HasFilter("status IN ('queued', 'downloading', 'processing', 'completed')")
            .HasDatabaseName(SameVideoIndex);
        builder.HasIndex(download => new { download.UserId, download.CreatedAt });
        builder.HasIndex(download => new { download.NotBefore, download.CreatedAt })
            .HasFilter("status IN ('queued', 'downloading', 'processing')")
            .HasDatabaseName("ix_downloads_work");
    }
}
