using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.ApiKeys;

/// <summary>A user's key for the command line and other tools. It is random and never stored; its hash is.</summary>
internal sealed class ApiKey
{
    public const int MaxNameLength = 100;

    /// <summary>So much of a key is kept readable that its owner can tell it from the others.</summary>
    private const int HintLength = 8;

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256: enough, as there is nothing to guess in 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    public required string Hint { get; init; }

    /// <summary>Divided by spaces, as in the token's claim.</summary>
    public required string Scopes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public static (ApiKey Key, string Secret) Create(Guid userId, string name, IEnumerable<ApiScope> scopes, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var secret = ApiKeyFormat.Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ApiKeyFormat.SecretBytes));
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Name = name,
            Hash = HashOf(secret),
            Hint = secret[..HintLength],
            Scopes = string.Join(' ', scopes.Distinct().Order().Select(scope => scope.AsText())),
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return (key, secret);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool IsAliveAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>What the key is good for while its owner has a role: who is no administrator any more has no such key either.</summary>
    public string ScopesFor(UserRole role) => role == UserRole.Admin
        ? Scopes
        : string.Join(' ', Scopes.Split(' ').Where(scope => scope != ApiScope.Admin.AsText()));
}

/// <summary>What a key may be good for.</summary>
internal enum ApiScope
{
    Read,
    Write,
    Admin,
}

internal static class ApiScopeText
{
    /// <summary>The scope's name in the token's claim.</summary>
    public static string AsText(this ApiScope scope) => scope switch
    {
        ApiScope.Read => Scopes.Read,
        ApiScope.Write => Scopes.Write,
        ApiScope.Admin => Scopes.Admin,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Unknown scope."),
    };
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.Property(key => key.Name).HasMaxLength(ApiKey.MaxNameLength);
        builder.Property(key => key.Hash).HasMaxLength(32);
        builder.Property(key => key.Hint).HasMaxLength(16);
        builder.Property(key => key.Scopes).HasMaxLength(64);
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(key => key.Hash).IsUnique();
        builder.HasIndex(key => new { key.UserId, key.CreatedAt });
    }
}
