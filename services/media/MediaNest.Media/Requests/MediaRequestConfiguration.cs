using MediaNest.Media.Fulfilment;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Media.Requests;

internal sealed class MediaRequestConfiguration : IEntityTypeConfiguration<MediaRequest>
{
    public void Configure(EntityTypeBuilder<MediaRequest> builder)
    {
        builder.ToTable("media_requests");
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.Property(request => request.Version).IsConcurrencyToken();
        builder.Property(request => request.MediaType).HasMaxLength(16);
        builder.Property(request => request.Status).HasMaxLength(32);
        builder.Property(request => request.Title).HasMaxLength(500);
        builder.Property(request => request.UserName).HasMaxLength(200);
        builder.Property(request => request.PosterPath).HasMaxLength(500);
        builder.Property(request => request.Quality).HasMaxLength(16);
        builder.Property(request => request.Comment).HasMaxLength(1000);
        builder.Property(request => request.Reason).HasMaxLength(1000);
        builder.Property(request => request.CorrelationId).HasMaxLength(64);
        builder.Ignore(request => request.Seasons);
        builder.HasIndex(request => new { request.UserId, request.CreatedAt });
        builder.HasIndex(request => new { request.Status, request.CreatedAt });
        builder.HasIndex(request => new { request.MediaType, request.TmdbId });
        builder.HasIndex(request => request.OverseerrRequestId);
        builder.HasMany(request => request.Items).WithOne().HasForeignKey(item => item.RequestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(request => request.Followers).WithOne().HasForeignKey(follower => follower.RequestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(request => request.History).WithOne().HasForeignKey(move => move.RequestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(request => request.Job).WithOne().HasForeignKey<RequestJob>(job => job.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RequestItemConfiguration : IEntityTypeConfiguration<RequestItem>
{
    /// <summary>The index that admits one live request per title, or per season of a show.</summary>
    public const string OneLivePerTitle = "ix_request_items_one_live_per_title";

    public void Configure(EntityTypeBuilder<RequestItem> builder)
    {
        builder.ToTable("request_items");
        builder.HasKey(item => new { item.RequestId, item.Season });
        builder.Property(item => item.MediaType).HasMaxLength(16);
        builder.HasIndex(item => new { item.MediaType, item.TmdbId, item.Season })
            .HasDatabaseName(OneLivePerTitle)
            .IsUnique()
            .HasFilter("live");
    }
}

internal sealed class RequestFollowerConfiguration : IEntityTypeConfiguration<RequestFollower>
{
    public void Configure(EntityTypeBuilder<RequestFollower> builder)
    {
        builder.ToTable("request_followers");
        builder.HasKey(follower => new { follower.RequestId, follower.UserId });
        builder.Property(follower => follower.UserName).HasMaxLength(200);
        builder.HasIndex(follower => follower.UserId);
    }
}

internal sealed class RequestMoveConfiguration : IEntityTypeConfiguration<RequestMove>
{
    public void Configure(EntityTypeBuilder<RequestMove> builder)
    {
        builder.ToTable("request_history");
        builder.HasKey(move => new { move.RequestId, move.Version });
        builder.Property(move => move.Version).ValueGeneratedNever();
        builder.Property(move => move.From).HasMaxLength(32);
        builder.Property(move => move.To).HasMaxLength(32);
        builder.Property(move => move.ActorName).HasMaxLength(200);
        builder.Property(move => move.Reason).HasMaxLength(1000);
        builder.HasIndex(move => move.ActorId);
    }
}
