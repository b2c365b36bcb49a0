using MediaNest.Persistence.StartUp;
using MediaNest.Persistence.Tests.Library;
using MediaNest.Testing;
using MediaNest.Testing.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Persistence.Tests.StartUp;

public sealed class StartUpWorkTests
{
    [Fact]
    public async Task IsDoneOnTheMigratedDatabaseAndAgainUntilItSucceeds()
    {
        var (attempts, clock) = (new Attempts(), new ManualTime());
        await using var host = LibraryHost.Create(await TestServers.CreateDatabaseAsync(TestContext.Current.CancellationToken), services =>
        {
            services.AddSingleton<TimeProvider>(clock).AddSingleton(attempts);
            services.AddStartUpWork<LibraryDbContext, CountBooks>();
        });

        await host.StartAsync();

        // each look moves the clock past the pause
        await Eventually.Async(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(30));
                return attempts.Succeeded == 1;
            },
            Eventually.Patience,
            "the third attempt succeeds");
        clock.Advance(TimeSpan.FromHours(1));
        attempts.Failed.ShouldBe(2);
        attempts.Scopes.Distinct().Count().ShouldBe(3);
        attempts.Succeeded.ShouldBe(1);
    }

    private sealed class Attempts
    {
        public List<CountBooks> Scopes { get; } = [];

        public int Failed { get; set; }

        public int Succeeded { get; set; }
    }

    private sealed class CountBooks(LibraryDbContext database, Attempts attempts) : IStartUpWork
    {
        public async Task RunAsync(CancellationToken cancellationToken)
        {
            attempts.Scopes.Add(this);
            await database.Database.ExecuteSqlAsync($"SELECT 1 FROM \"__ef_migrations_history\" LIMIT 1", cancellationToken);
            if (attempts.Failed < 2)
            {
                attempts.Failed++;
                throw new HttpRequestException("not yet");
            }

            attempts.Succeeded++;
        }
    }
}
