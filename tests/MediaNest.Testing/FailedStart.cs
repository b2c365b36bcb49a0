namespace MediaNest.Testing;

/// <summary>Starts of a <c>WebApplicationFactory</c> that have to fail.</summary>
public static class FailedStart
{
    private const int Attempts = 20;

    /// <summary>
    /// Why a start failed. A program that fails disposes of its services; where it is quicker at that than the factory, which runs beside it, the factory
    /// tells that they are disposed, and not why. Such a start is made again.
    /// </summary>
    /// <param name="start">Starts, and disposes of what did start.</param>
    /// <returns>The program's own failure.</returns>
    /// <exception cref="InvalidOperationException">It did not fail, or never said why.</exception>
    public static async Task<Exception> OfAsync(Func<Task> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                await start();
            }
            catch (ObjectDisposedException)
            {
                continue;
            }
            catch (Exception failure)
            {
                return failure;
            }

            throw new InvalidOperationException("The start did not fail.");
        }

        throw new InvalidOperationException("The start failed without saying why.");
    }
}
