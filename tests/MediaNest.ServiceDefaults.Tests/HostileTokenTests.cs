using MediaNest.Testing.Identity.Hostile;

namespace MediaNest.ServiceDefaults.Tests;

/// <summary>A service at the time for which the hostile tokens were made, to which their signer is known.</summary>
public sealed class HostileHost : DefaultsHost
{
    protected override TimeProvider Clock => Forge.Time;
}

/// <summary>A service that is asked directly, behind the gateway's back, refuses what the gateway refuses.</summary>
public sealed class HostileTokenTests : IClassFixture<HostileHost>
{
    private readonly HostileHost _host;

    public HostileTokenTests(HostileHost host)
    {
        _host = host;
        host.Issuer.Publish(Forge.Es);
        host.Issuer.Publish(Forge.Rs);
    }

    public static TheoryData<string> Names => [.. HostileTokens.NamesOverHttp];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RefusesHostileToken(string name)
    {
        var answer = await SendAsync(HostileTokens.All[name].Make());

        answer.ShouldBe(RawRequest.ExpectedFor(name));
        (await SendAsync(Forge.Good())).Status.ShouldBe(200);
    }

    private Task<RawAnswer> SendAsync(string token) =>
        RawRequest.GetAsync(_host.Client.BaseAddress!, "/mine", token, TestContext.Current.CancellationToken);
}
