using Microsoft.EntityFrameworkCore;

namespace MediaNest.Persistence;

/// <summary>Something that a building block adds to the database after migrations and under the same lock, such as a trigger. Must be safe to repeat.</summary>
/// <typeparam name="TDbContext">The service's DbContext.</typeparam>
public interface IMigrationStep<in TDbContext>
    where TDbContext : DbContext
{
    /// <summary>Applies the step; called at every start, by one replica at a time.</summary>
    /// <param name="database">A context on the migrated database.</param>
    /// <param name="cancellationToken">Ends the step.</param>
    /// <returns>A task that completes when the step is applied.</returns>
    Task ApplyAsync(TDbContext database, CancellationToken cancellationToken);
}
