namespace MediaNest.Gateway.Tests;

/// <summary>One gateway for a class of tests that do not get in each other's way: every test signs in users of its own.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    internal TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await TestGateway.StartAsync();

    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}
