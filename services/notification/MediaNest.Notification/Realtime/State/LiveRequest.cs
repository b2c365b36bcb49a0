using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Realtime.State;

/// <summary>What sockets need of a media request, learnt from media's events.</summary>
internal sealed class LiveRequest
{
    public const string DeletedUser = "deleted user";

    public Guid Id { get; init; }

    /// <summary>Who asked; null once the account is gone.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Null until the event has come that tells it.</summary>
    public string? UserName { get; init; }

    public required List<Guid> FollowerIds { get; init; }

    public required string MediaType { get; init; }

    public int TmdbId { get; init; }

    public required string Title { get; init; }

    public required string Status { get; init; }

    /// <summary>Counts the moves: an older one that arrives late changes nothing.</summary>
    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class LiveRequestConfiguration : IEntityTypeConfiguration<LiveRequest>
{
    public void Configure(EntityTypeBuilder<LiveRequest> builder)
    {
        builder.ToTable("live_requests").HasKey(request => request.Id);
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.Property(request => request.MediaType).HasMaxLength(16);
        builder.Property(request => request.Status).HasMaxLength(32);
        builder.HasIndex(request => request.UserId);
        builder.HasIndex(request => request.FollowerIds).HasMethod("gin");
        builder.HasIndex(request => request.UpdatedAt);
        builder.HasIndex(request => new { request.MediaType, request.TmdbId });
    }
}
