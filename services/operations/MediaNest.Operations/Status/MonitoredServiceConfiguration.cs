using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Operations.Status;

internal sealed class MonitoredServiceConfiguration : IEntityTypeConfiguration<MonitoredService>
{
    public const int LongestName = 80;

    public void Configure(EntityTypeBuilder<MonitoredService> builder)
    {
        builder.ToTable("services").HasKey(service => service.Name);
        builder.Property(service => service.Name).HasMaxLength(LongestName);
        builder.Property(service => service.DisplayName).HasMaxLength(200);
        builder.Property(service => service.Source).HasMaxLength(16);
        builder.Property(service => service.Status).HasMaxLength(16);
        builder.Property(service => service.Message).HasMaxLength(MonitoredService.LongestMessage);
    }
}

internal sealed class StatusChangeConfiguration : IEntityTypeConfiguration<StatusChange>
{
    public void Configure(EntityTypeBuilder<StatusChange> builder)
    {
        builder.ToTable("status_changes").HasKey(change => change.Id);
        builder.Property(change => change.Id).ValueGeneratedNever();
        builder.Property(change => change.Name).HasMaxLength(MonitoredServiceConfiguration.LongestName);
        builder.Property(change => change.Status).HasMaxLength(16);
        builder.Property(change => change.PreviousStatus).HasMaxLength(16);
        builder.Property(change => change.Message).HasMaxLength(MonitoredService.LongestMessage);
        builder.HasIndex(change => new { change.Name, change.At });
    }
}

internal sealed class ServiceHourConfiguration : IEntityTypeConfiguration<ServiceHour>
{
    public void Configure(EntityTypeBuilder<ServiceHour> builder)
    {
        builder.ToTable("service_hours").HasKey(hour => new { hour.Name, hour.Hour });
        builder.Property(hour => hour.Name).HasMaxLength(MonitoredServiceConfiguration.LongestName);
        builder.HasIndex(hour => hour.Hour);
    }
}
