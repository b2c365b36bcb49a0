using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Media.Fulfilment;

internal sealed class RequestJobConfiguration : IEntityTypeConfiguration<RequestJob>
{
    public void Configure(EntityTypeBuilder<RequestJob> builder)
    {
        builder.ToTable("request_jobs");
        builder.HasKey(job => job.RequestId);
        builder.Property(job => job.RequestId).ValueGeneratedNever();
        builder.Property(job => job.Kind).HasMaxLength(16);
        builder.Property(job => job.LastError).HasMaxLength(1000);
        builder.Property(job => job.TraceParent).HasMaxLength(64);
        builder.Property(job => job.RowVersion).IsRowVersion();
        builder.HasIndex(job => job.DueAt);
    }
}
