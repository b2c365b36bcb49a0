using MediaNest.Auth.Tests.App;
using MediaNest.Auth.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MediaNest.Auth.Tests.SignIn;

public sealed class AddressLimitTests
{
    [Fact]
    public async Task OneAddressGuessesAcrossAccountsOnlySoOften()
    {
        await using var app = await AuthApp.StartAsync(configure: settings => settings["SignIn:FailuresPerAddress"] = "6");
        await app.CreateAdminAsync();
        for (var i = 0; i < 4; i++)
        {
            // who is right is not counted
            (await app.LoginAsync()).Status.ShouldBe(200);
        }

        for (var i = 0; i < 6; i++)
        {
            (await app.LoginAsync($"nobody{i}@example.org")).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        var known = await app.LoginAsync();
        var unknown = await app.LoginAsync("nobody@example.org");

        known.ShouldFail(429, "RATE_LIMIT_EXCEEDED").GetProperty("retryAfter").GetInt32().ShouldBeInRange(800, 900);
        unknown.ShouldFail(429, "RATE_LIMIT_EXCEEDED");
        var elsewhere = await app.Anonymous.PostAsync(
            "/api/v1/auth/login", new { email = Household.AdminEmail, password = Household.AdminPassword }, ("X-Forwarded-For", "192.0.2.7"));
        elsewhere.Status.ShouldBe(200);
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await app.LoginAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task EveryAttemptCostsTheSameNumberOfHashesWhoeverItIsAimedAt()
    {
        var hasher = new CountingHasher();
        await using var app = await AuthApp.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<User>>(hasher)));
        await app.CreateAdminAsync();
        await app.PlexSignInAsync("otto");

        foreach (var email in new[] { Household.AdminEmail, "nobody@example.org", "otto@example.org" })
        {
            for (var i = 0; i < 5; i++)
            {
                var before = hasher.Verifications;
                (await app.LoginAsync(email, "Wrong-Password-1")).ShouldFail(401, "INVALID_CREDENTIALS");
                (hasher.Verifications - before).ShouldBe(1);
            }

            var whileLocked = hasher.Verifications;
            (await app.LoginAsync(email, "Wrong-Password-1")).ShouldFail(423, "ACCOUNT_LOCKED");
            hasher.Verifications.ShouldBe(whileLocked);
        }
    }

    private sealed class CountingHasher : PasswordHasher<User>
    {
        private int _verifications;

        public int Verifications => Volatile.Read(ref _verifications);

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _verifications);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
