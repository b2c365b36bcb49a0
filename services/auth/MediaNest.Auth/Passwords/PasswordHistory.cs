using MediaNest.Auth.Data;
using MediaNest.Auth.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Passwords;

/// <summary>A password somebody had before the present one, as its hash.</summary>
internal sealed class FormerPassword
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public required string Hash { get; init; }

    public DateTimeOffset ReplacedAt { get; init; }
}

internal sealed class FormerPasswordConfiguration : IEntityTypeConfiguration<FormerPassword>
{
    public void Configure(EntityTypeBuilder<FormerPassword> builder)
    {
        builder.ToTable("former_passwords");
        builder.Property(password => password.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(password => password.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(password => new { password.UserId, password.ReplacedAt });
    }
}

/// <summary>A new password is none of the last five: the present one and the four before it.</summary>
internal sealed class PasswordHistory(AuthDbContext db, TimeProvider clock) : IPasswordValidator<User>
{
    public const int Length = 5;

    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        // a password that is too long is refused anyway, without the work
        if (password is not { Length: > 0 and <= SignIn.PasswordPolicy.MaxLength })
        {
            return IdentityResult.Success;
        }

        var former = await Former(user.Id).Select(row => row.Hash).Take(Length - 1).ToListAsync();
        var isKnown = former.Prepend(user.PasswordHash).OfType<string>()
            .Any(hash => manager.PasswordHasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed);
        return isKnown
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordUsedBefore", Description = $"This is one of your last {Length} passwords." })
            : IdentityResult.Success;
    }

    /// <summary>Remembers the present password, which is about to be replaced, and forgets what is too old to matter.</summary>
    public async Task RememberAsync(User user, CancellationToken cancellationToken)
    {
        if (user.PasswordHash is not { } hash)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var kept = await Former(user.Id).Select(row => row.Id).Take(Length - 2).ToListAsync(cancellationToken);
        await db.FormerPasswords.Where(row => row.UserId == user.Id && !kept.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        db.FormerPasswords.Add(new FormerPassword { Id = Guid.CreateVersion7(now), UserId = user.Id, Hash = hash, ReplacedAt = now });
    }

    private IQueryable<FormerPassword> Former(Guid userId) =>
        db.FormerPasswords.AsNoTracking().Where(row => row.UserId == userId).OrderByDescending(row => row.ReplacedAt).ThenByDescending(row => row.Id);
}
