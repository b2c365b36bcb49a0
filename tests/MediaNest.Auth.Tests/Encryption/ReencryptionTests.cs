using MediaNest.Auth.Plex;
using MediaNest.Auth.Tests.App;
using MediaNest.Encryption;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Auth.Tests.Encryption;

public sealed class ReencryptionTests
{
    private static readonly string NewKey = new('n', 40);
    private static readonly TimeSpan Soon = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task PlexTokensMoveToTheNewKeySoThatTheOldOneCanGo()
    {
        var database = await TestServers.CreateDatabaseAsync();
        byte[] before;
        byte[] secret;
        await using (var first = await AuthApp.StartAsync(database: database))
        {
            await first.CreateAdminAsync();
            (await first.PlexSignInAsync("viewer")).Status.ShouldBe(200);
            before = await TokenAsync(first);
            Protector(first).TryUnprotect(PlexSignIn.TokenPurpose, before, out var read).ShouldBeTrue();
            secret = read;
        }

        await using (var rotated = await AuthApp.StartAsync(database: database, configure: settings =>
        {
            settings["Encryption:Key"] = NewKey;
            settings["Encryption:PreviousKeys:0"] = AuthApp.EncryptionKey;
        }))
        {
            await Eventually.Async(async () => !Protector(rotated).IsOutdated(await TokenAsync(rotated)), Soon, "the Plex token lies under the new key");
        }

        await using var later = await AuthApp.StartAsync(database: database, configure: settings => settings["Encryption:Key"] = NewKey);
        var after = await TokenAsync(later);
        after.ShouldNotBe(before);
        Protector(later).TryUnprotect(PlexSignIn.TokenPurpose, after, out var still).ShouldBeTrue();
        still.ShouldBe(secret);
        (await later.LoginAsync()).Status.ShouldBe(200);
    }

    private static SecretProtector Protector(AuthApp app) => app.Services.GetRequiredService<SecretProtector>();

    private static Task<byte[]> TokenAsync(AuthApp app) =>
        app.WithDatabaseAsync(db => db.Users.AsNoTracking().Where(user => user.ProtectedPlexToken != null).Select(user => user.ProtectedPlexToken!).SingleAsync());
}
