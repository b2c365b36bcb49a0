using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Preferences;

/// <summary>Which ways a user wants to be told, learnt from auth's events; auth owns it.</summary>
internal sealed class UserChannels
{
    public Guid UserId { get; init; }

    /// <summary>A <see cref="ChannelChoice"/> as JSON.</summary>
    public required string Choice { get; init; }

    /// <summary>When the user said so, at auth: news that is older than this is old.</summary>
    public DateTimeOffset AsOf { get; init; }
}

internal sealed class UserChannelsConfiguration : IEntityTypeConfiguration<UserChannels>
{
    public void Configure(EntityTypeBuilder<UserChannels> builder)
    {
        builder.ToTable("user_channels").HasKey(channels => channels.UserId);
        builder.Property(channels => channels.UserId).ValueGeneratedNever();
        builder.Property(channels => channels.Choice).HasColumnType("jsonb");
    }
}
