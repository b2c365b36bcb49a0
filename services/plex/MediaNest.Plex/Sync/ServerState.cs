using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Plex.Sync;

/// <summary>The media server as it was last seen; one row.</summary>
internal sealed class ServerState
{
    public const int TheKey = 1;

    public required int Id { get; init; }

    public string? MachineIdentifier { get; set; }

    public string? Name { get; set; }

    /// <summary>Null before the first look.</summary>
    public bool? Reachable { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
}

internal sealed class ServerStateConfiguration : IEntityTypeConfiguration<ServerState>
{
    public void Configure(EntityTypeBuilder<ServerState> builder)
    {
        builder.ToTable("server_states");
        builder.Property(state => state.Id).ValueGeneratedNever();
        builder.Property(state => state.MachineIdentifier).HasMaxLength(100);
        builder.Property(state => state.Name).HasMaxLength(300);
    }
}
