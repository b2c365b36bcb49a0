using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Notifications;

/// <summary>The newest move of a media request that its owner was told of; an older one that arrives late is no news any more.</summary>
internal sealed class RequestProgress
{
    public Guid RequestId { get; init; }

    public int Version { get; init; }
}

internal sealed class RequestProgressConfiguration : IEntityTypeConfiguration<RequestProgress>
{
    public void Configure(EntityTypeBuilder<RequestProgress> builder)
    {
        builder.ToTable("request_progress").HasKey(progress => progress.RequestId);
        builder.Property(progress => progress.RequestId).ValueGeneratedNever();
    }
}
