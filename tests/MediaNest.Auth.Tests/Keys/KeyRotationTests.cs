using System.Text;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Tests.App;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Auth.Tests.Keys;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task ReplicasThatStartTogetherShareOneKey()
    {
        var database = await TestServers.CreateDatabaseAsync();
        var apps = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AuthApp.StartAsync(database: database)));
        try
        {
            var admin = await apps[0].CreateAdminAsync();

            var keyIds = await Task.WhenAll(apps.Select(KeyIdsAsync));

            keyIds.ShouldAllBe(ids => ids.Count == 1 && ids[0] == keyIds[0][0]);
            (await apps[2].Client(admin["token"]).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        }
        finally
        {
            foreach (var app in apps)
            {
                await app.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task RestartKeepsTheKey()
    {
        var database = await TestServers.CreateDatabaseAsync();
        string before;
        await using (var first = await AuthApp.StartAsync(database: database))
        {
            before = (await KeyIdsAsync(first)).Single();
        }

        await using var second = await AuthApp.StartAsync(database: database);
        (await KeyIdsAsync(second)).Single().ShouldBe(before);
    }

    [Fact]
    public async Task NextKeyIsPublishedBeforeItSignsAndTheOldOneAsLongAsItsTokensLive()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        var first = (await KeyIdsAsync(app)).Single();

        app.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(30));
        await RefreshAsync(app);
        var published = await KeyIdsAsync(app);
        published.Count.ShouldBe(2);
        var young = await app.LoginAsync();
        KeyIdOf(young["token"]).ShouldBe(first);

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        await RefreshAsync(app);
        KeyIdOf((await app.LoginAsync())["token"]).ShouldBe(published.Single(id => id != first));
        (await app.As(young).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);

        app.Clock.Advance(TimeSpan.FromHours(26));
        await RefreshAsync(app);
        (await KeyIdsAsync(app)).ShouldNotContain(first);
        KeyIdOf(admin["token"]).ShouldBe(first);
    }

    [Fact]
    public async Task RotationOnDemandSignsNobodyOut()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        await WithRotationAsync(app, rotation => rotation.RotateNowAsync(new ClientInfo(null, null, "test"), TestContext.Current.CancellationToken));

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        await RefreshAsync(app);

        (await app.As(admin).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        KeyIdOf((await app.LoginAsync())["token"]).ShouldNotBe(KeyIdOf(admin["token"]));
    }

    [Fact]
    public async Task KeysAreEncryptedAnewUnderANewEncryptionKey()
    {
        var database = await TestServers.CreateDatabaseAsync();
        string before;
        await using (var first = await AuthApp.StartAsync(database: database))
        {
            before = (await KeyIdsAsync(first)).Single();
        }

        await using (var rotated = await AuthApp.StartAsync(database: database, configure: settings =>
        {
            settings["Encryption:Key"] = new string('n', 40);
            settings["Encryption:PreviousKeys:0"] = AuthApp.EncryptionKey;
        }))
        {
            (await KeyIdsAsync(rotated)).Single().ShouldBe(before);
        }

        await using var later = await AuthApp.StartAsync(database: database, configure: settings => settings["Encryption:Key"] = new string('n', 40));
        (await KeyIdsAsync(later)).Single().ShouldBe(before);
    }

    [Fact]
    public async Task LostEncryptionKeyCostsTheOldTokensNotTheService()
    {
        var database = await TestServers.CreateDatabaseAsync();
        string token;
        await using (var first = await AuthApp.StartAsync(database: database))
        {
            token = (await first.CreateAdminAsync())["token"];
        }

        await using var second = await AuthApp.StartAsync(database: database, configure: settings => settings["Encryption:Key"] = new string('n', 40));
        (await second.LoginAsync()).Status.ShouldBe(200);
        (await second.Client(token).GetAsync("/api/v1/auth/session")).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task PrivateKeyIsNotReadableInTheDatabase()
    {
        await using var app = await AuthApp.StartAsync();

        var record = await app.WithDatabaseAsync(db => db.SigningKeys.SingleAsync());

        Should.Throw<System.Security.Cryptography.CryptographicException>(() => MediaNest.Tokens.Signing.SigningKey.ImportPkcs8(record.Algorithm, record.ProtectedKey));
    }

    private static Task RefreshAsync(AuthApp app) => WithRotationAsync(app, rotation => rotation.RefreshAsync(TestContext.Current.CancellationToken));

    private static async Task WithRotationAsync(AuthApp app, Func<KeyRotation, Task> use)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<KeyRotation>());
    }

    private static async Task<IReadOnlyList<string>> KeyIdsAsync(AuthApp app) =>
        [.. (await app.Anonymous.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];

    private static string KeyIdOf(string token)
    {
        var header = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]));
        using var document = System.Text.Json.JsonDocument.Parse(header);
        return document.RootElement.GetProperty("kid").GetString()!;
    }
}
