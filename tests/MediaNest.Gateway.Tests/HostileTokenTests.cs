using System.Diagnostics;
using MediaNest.Testing.Identity.Hostile;
using MediaNest.Tokens.Keys;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace MediaNest.Gateway.Tests;

/// <summary>A gateway at the time for which the hostile tokens were made; their signer's keys are published, and the session they name is alive.</summary>
public sealed class HostileGateway : IAsyncLifetime
{
    private static readonly string User = "0199aa00-0000-7000-8000-00000000a11c";

    internal TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await TestGateway.StartAsync(time: Forge.Time);
        Gateway.Issuer.Publish(Forge.Es);
        Gateway.Issuer.Publish(Forge.Rs);
        await Gateway.SetUserAsync(Guid.Parse(User), "active");
        await Gateway.Redis.HashSetAsync(Gateway.SessionKey("s1"), [new HashEntry("uid", User), new HashEntry("role", "user")]);
    }

    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}

/// <summary>Every hostile token, as it would come over the wire.</summary>
public sealed class HostileTokenTests(HostileGateway fixture) : IClassFixture<HostileGateway>
{
    private const string Path = "/api/v1/media/search?query=matrix";

    public static TheoryData<string> Names => [.. HostileTokens.NamesOverHttp];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RefusesHostileToken(string name)
    {
        var answer = await SendAsync(HostileTokens.All[name].Make());

        answer.ShouldBe(RawRequest.ExpectedFor(name));
    }

    [Fact]
    public async Task TheSameTokenWithoutTheOneThingIsGood() => (await SendAsync(Forge.Good())).Status.ShouldBe(200);

    [Fact]
    public async Task AFloodOfHostileTokensTakesNeitherTimeNorMemoryAndOthersAreServed()
    {
        var tokens = HostileTokens.NamesOverHttp.Select(name => HostileTokens.All[name].Make()).ToArray();
        await SendAllAsync(tokens);
        var before = GC.GetTotalMemory(forceFullCollection: false);
        var started = Stopwatch.GetTimestamp();

        for (var round = 0; round < 5; round++)
        {
            await SendAllAsync(tokens);
            (await SendAsync(Forge.Good())).Status.ShouldBe(200);
        }

        // generous: a machine may be busy; a token that costs what its length or its nesting asks for would take far more
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (GC.GetTotalMemory(forceFullCollection: false) - before).ShouldBeLessThan(256 * 1024 * 1024);
    }

    [Fact]
    public async Task AWithdrawnKeysTokensEndAtOnceAlthoughItIsStillPublished()
    {
        await using var gateway = await TestGateway.StartAsync();
        var user = await gateway.SignInAsync();
        (await gateway.GetAsync(Path, user.Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);

        var withdrawn = gateway.Issuer.Key.KeyId;
        gateway.Issuer.RotateKey();
        await gateway.Redis.PublishAsync(gateway.Prefix + JwksKeySource.WithdrawalChannel, withdrawn);

        await Testing.Eventually.Async(
            async () => (await gateway.GetAsync(Path, user.Token)).StatusCode == System.Net.HttpStatusCode.Unauthorized,
            MediaNest.Testing.Eventually.Patience,
            "the gateway refuses tokens of the withdrawn key");
        gateway.Provider.GetRequiredService<JwksKeySource>().TryFind(withdrawn, out _).ShouldBeFalse();
        (await gateway.GetAsync(Path, gateway.Issuer.UserToken(user.Id, "alice", "user", user.SessionId))).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private Task<RawAnswer[]> SendAllAsync(string[] tokens) => Task.WhenAll(tokens.Select(SendAsync));

    private Task<RawAnswer> SendAsync(string token) =>
        RawRequest.GetAsync(fixture.Gateway.Client.BaseAddress!, Path, token, TestContext.Current.CancellationToken);
}
