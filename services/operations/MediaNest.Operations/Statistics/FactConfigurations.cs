using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Operations.Statistics;

internal sealed class UserFactConfiguration : IEntityTypeConfiguration<UserFact>
{
    public void Configure(EntityTypeBuilder<UserFact> builder)
    {
        builder.ToTable("users").HasKey(user => user.UserId);
        builder.Property(user => user.UserId).ValueGeneratedNever();
        builder.Property(user => user.Role).HasMaxLength(16);
    }
}

internal sealed class RequestFactConfiguration : IEntityTypeConfiguration<RequestFact>
{
    public void Configure(EntityTypeBuilder<RequestFact> builder)
    {
        builder.ToTable("requests").HasKey(request => request.RequestId);
        builder.Property(request => request.RequestId).ValueGeneratedNever();
        builder.Property(request => request.MediaType).HasMaxLength(16);
        builder.Property(request => request.Status).HasMaxLength(32);
        builder.HasIndex(request => new { request.UserId, request.Status });
    }
}

internal sealed class DownloadFactConfiguration : IEntityTypeConfiguration<DownloadFact>
{
    public void Configure(EntityTypeBuilder<DownloadFact> builder)
    {
        builder.ToTable("downloads").HasKey(download => download.DownloadId);
        builder.Property(download => download.DownloadId).ValueGeneratedNever();
        builder.Property(download => download.Status).HasMaxLength(32);
        builder.HasIndex(download => new { download.UserId, download.Status });
    }
}
