namespace MediaNest.Testing.Shared;

/// <summary>A lock on a file (flock), which the kernel sets free when this process ends, however it ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    internal static async Task<IDisposable> ExclusiveAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryExclusive(path) is { } held)
            {
                return held;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    internal static async Task<IDisposable> SharedAsync(string path, CancellationToken cancellationToken)
    {
        await using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
            // only makes the file
        }

        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            }
            catch (IOException)
            {
                await Task.Delay(PollInterval, cancellationToken);
            }
        }
    }

    internal static IDisposable? TryExclusive(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
