using System.Text;
using System.Text.Json;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Tests.App;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Auth.Tests.Keys;

public sealed class SigningKeysApiTests
{
    private const string Path = "/api/v1/admin/signing-keys";
    private static readonly TimeSpan Soon = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task AnAdministratorRotatesAndNobodyIsSignedOut()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        var user = await app.PlexSignInAsync("viewer");

        var keys = (await app.As(admin).PostAsync(Path + "/rotate")).Data.GetProperty("keys");

        keys.EnumerateArray().Select(key => key.GetProperty("state").GetString()).ShouldBe(["next", "current"]);
        keys.GetRawText().ShouldNotContain("protected", Case.Insensitive);
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        await RefreshAsync(app);
        var young = await app.LoginAsync();
        KeyIdOf(young["token"]).ShouldBe(keys[0].GetProperty("keyId").GetString());
        (await app.As(user).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        (await app.As(young).GetAsync(Path)).Data.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("state").GetString()).ShouldBe(["current", "retired"]);
        (await ActionsAsync(app)).ShouldContain(AuditAction.SigningKeyRotated);
    }

    [Fact]
    public async Task TwoReplicasThatRotateAtOnceMakeOneKey()
    {
        var database = await TestServers.CreateDatabaseAsync();
        await using var first = await AuthApp.StartAsync(database: database);
        var admin = await first.CreateAdminAsync();
        await using var second = await AuthApp.StartAsync(database: database);

        var answers = await Task.WhenAll(new[] { first, second, first, second }.Select(app => app.As(admin).PostAsync(Path + "/rotate")));

        answers.ShouldAllBe(answer => answer.Status == 200);
        (await first.WithDatabaseAsync(db => db.SigningKeys.CountAsync())).ShouldBe(2);
        (await ActionsAsync(first)).Count(action => action == AuditAction.SigningKeyRotated).ShouldBe(1);
    }

    [Fact]
    public async Task ARevokedKeysTokensAreRefusedAtOnceAndSignInGoesOn()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        var remembered = await app.LoginAsync(rememberMe: true);
        var compromised = KeyIdOf(admin["token"]);

        (await app.As(admin).DeleteAsync($"{Path}/{compromised}")).Data.GetProperty("keys").GetArrayLength().ShouldBe(1);

        (await app.As(admin).GetAsync("/api/v1/auth/session")).ShouldFail(401, "INVALID_TOKEN");
        (await app.Anonymous.GetAsync("/.well-known/jwks.json")).Text.ShouldNotContain(compromised);
        var refreshed = await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = remembered["rememberToken"] });
        KeyIdOf(refreshed["token"]).ShouldNotBe(compromised);
        (await app.As(refreshed).GetAsync(Path)).Status.ShouldBe(200);
        (await app.As(refreshed).DeleteAsync($"{Path}/{compromised}")).ShouldFail(404, "NOT_FOUND");
        (await ActionsAsync(app)).ShouldContain(AuditAction.SigningKeyRevoked);
    }

    [Fact]
    public async Task AnotherReplicaHearsOfARevokedKey()
    {
        var database = await TestServers.CreateDatabaseAsync();
        string prefix = "";
        await using var first = await AuthApp.StartAsync(database: database, configure: settings => prefix = settings["Redis:KeyPrefix"]!);
        var admin = await first.CreateAdminAsync();
        await using var second = await AuthApp.StartAsync(database: database, configure: settings => settings["Redis:KeyPrefix"] = prefix);
        (await second.As(admin).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);

        (await first.As(admin).DeleteAsync($"{Path}/{KeyIdOf(admin["token"])}")).Status.ShouldBe(200);

        await Eventually.Async(
            async () => (await second.As(admin).GetAsync("/api/v1/auth/session")).Status == 401, Soon, "the other replica refuses the key's tokens");
    }

    [Fact]
    public async Task OnlyAdministratorsMay()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var user = app.As(await app.PlexSignInAsync("viewer"));

        (await user.GetAsync(Path)).ShouldFail(403, "FORBIDDEN");
        (await user.PostAsync(Path + "/rotate")).ShouldFail(403, "FORBIDDEN");
        (await user.DeleteAsync(Path + "/any")).ShouldFail(403, "FORBIDDEN");
        (await app.Anonymous.PostAsync(Path + "/rotate")).ShouldFail(401, "UNAUTHORIZED");
    }

    private static async Task RefreshAsync(AuthApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().RefreshAsync(TestContext.Current.CancellationToken);
    }

    private static Task<List<AuditAction>> ActionsAsync(AuthApp app) =>
        app.WithDatabaseAsync(db => db.AuditEntries.Select(entry => entry.Action).ToListAsync());

    private static string KeyIdOf(string token)
    {
        using var header = JsonDocument.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0])));
        return header.RootElement.GetProperty("kid").GetString()!;
    }
}
