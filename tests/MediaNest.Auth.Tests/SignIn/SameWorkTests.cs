using MediaNest.Auth.SignIn;
using MediaNest.Auth.Tests.App;
using MediaNest.Auth.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Auth.Tests.SignIn;

public sealed class SameWorkTests
{
    [Fact]
    public async Task UnknownAddressCostsTheSameHashAsAKnownOne()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var hasher = app.Services.GetRequiredService<IPasswordHasher<User>>();
        var decoy = app.Services.GetRequiredService<DecoyPassword>();
        var known = await app.WithDatabaseAsync(db => Task.FromResult(db.Users.Single()));

        IterationsOf(decoy.Hash).ShouldBe(IterationsOf(known.PasswordHash!));
        hasher.VerifyHashedPassword(decoy.User, decoy.Hash, Household.AdminPassword).ShouldBe(PasswordVerificationResult.Failed);
    }

    /// <summary>Identity's format 3: marker (1), PRF (4), iterations (4), big-endian.</summary>
    private static int IterationsOf(string hash) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5, 4));
}
