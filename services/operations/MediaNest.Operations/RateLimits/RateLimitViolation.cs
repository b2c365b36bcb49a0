using System.ComponentModel.DataAnnotations;
using MediaNest.Operations.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.RateLimits;

/// <summary>Requests of one caller that the gateway refused within a minute, learnt from its events.</summary>
internal sealed class RateLimitViolation
{
    public Guid Id { get; set; }

    public string Scope { get; set; } = "";

    /// <summary>The caller, where signed in and not deleted since.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The caller's address, where not signed in.</summary>
    public string? Address { get; set; }

    public int Limit { get; set; }

    public int WindowSeconds { get; set; }

    /// <summary>How many requests were refused.</summary>
    public int Count { get; set; }

    public string? CorrelationId { get; set; }

    public DateTimeOffset OccurredAt { get; set; }
}

internal sealed class RateLimitViolationConfiguration : IEntityTypeConfiguration<RateLimitViolation>
{
    public void Configure(EntityTypeBuilder<RateLimitViolation> builder)
    {
        builder.ToTable("rate_limit_violations").HasKey(violation => violation.Id);
        builder.Property(violation => violation.Id).ValueGeneratedNever();
        builder.Property(violation => violation.Scope).HasMaxLength(64);
        builder.Property(violation => violation.Address).HasMaxLength(64);
        builder.Property(violation => violation.CorrelationId).HasMaxLength(64);
        builder.HasIndex(violation => violation.OccurredAt);
        builder.HasIndex(violation => new { violation.UserId, violation.OccurredAt });
    }
}

/// <summary>How long violations are kept. Section <c>RateLimits</c>.</summary>
internal sealed class RateLimitViolationOptions
{
    public const string SectionName = "RateLimits";

    /// <summary>Days, 1–400; 30 by default, for they hold addresses.</summary>
    [Range(1, 400, ErrorMessage = "RateLimits:RetentionDays must be between 1 and 400.")]
    public int RetentionDays { get; set; } = 30;
}

/// <summary>Deletes violations past their time.</summary>
internal sealed class RateLimitRetention(OperationsDbContext database, IOptions<RateLimitViolationOptions> options, TimeProvider time)
{
    public Task<int> ForgetOldAsync(CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        return database.RateLimitViolations.Where(violation => violation.OccurredAt < limit).ExecuteDeleteAsync(cancellationToken);
    }
}
