using MediaNest.Persistence.Tests.Library;
using MediaNest.Testing;

namespace MediaNest.Persistence.Tests;

public sealed class PooledContextTests
{
    /// <summary>The inbox and others turn savepoints off for themselves, and must not do so for whoever gets the context next.</summary>
    [Fact]
    public async Task ContextForgetsThatSavepointsWereTurnedOff()
    {
        await using var host = await LibraryHost.StartAsync(await TestServers.CreateDatabaseAsync());
        var before = await host.QueryAsync(database =>
        {
            database.Database.AutoSavepointsEnabled = false;
            return Task.FromResult<object>(database);
        });

        await host.QueryAsync(database =>
        {
            database.ShouldBeSameAs(before);
            database.Database.AutoSavepointsEnabled.ShouldBeTrue();
            return Task.FromResult(true);
        });
    }
}
