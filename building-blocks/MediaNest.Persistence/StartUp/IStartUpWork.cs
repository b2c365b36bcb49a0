namespace MediaNest.Persistence.StartUp;

/// <summary>What a service does once after each of its starts, in the background. Every replica does it, so it must be safe to repeat.</summary>
public interface IStartUpWork
{
    /// <summary>Does it. Whatever it throws has it tried again, in a scope of its own, from the beginning.</summary>
    /// <param name="cancellationToken">The service stops.</param>
    /// <returns>A task that completes when it is done.</returns>
    Task RunAsync(CancellationToken cancellationToken);
}
