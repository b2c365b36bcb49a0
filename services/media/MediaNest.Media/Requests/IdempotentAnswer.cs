using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Media.Requests;

/// <summary>What a user was answered under an <c>Idempotency-Key</c>, to be answered again.</summary>
internal sealed class IdempotentAnswer
{
    public Guid UserId { get; init; }

    public required string Key { get; init; }

    /// <summary>Of the body it came with: the key is good for that one alone.</summary>
    public required string BodyHash { get; init; }

    public int Status { get; set; }

    /// <summary>The answer's data (201) or error (409) as JSON.</summary>
    public string? Answer { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotentAnswerConfiguration : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.ToTable("idempotent_answers");
        builder.HasKey(answer => new { answer.UserId, answer.Key });
        builder.Property(answer => answer.Key).HasMaxLength(128);
        builder.Property(answer => answer.BodyHash).HasMaxLength(64);
        builder.HasIndex(answer => answer.CreatedAt);
    }
}
