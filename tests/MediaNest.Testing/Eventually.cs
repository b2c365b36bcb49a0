using System.Diagnostics;

namespace MediaNest.Testing;

/// <summary>Waits for what happens in its own time, instead of sleeping.</summary>
public static class Eventually
{
    /// <summary>
    /// How long a test waits for what has to happen: minutes, as CI's machine may be many times slower than this one.
    /// It costs nothing where it happens, and how fast that is belongs in the benchmarks.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Polls until the condition holds.</summary>
    /// <param name="condition">What must become true. Its exceptions count as false; the last one is reported.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="what">What is waited for, as a sentence: it is the failure's message.</param>
    /// <exception cref="TimeoutException">It did not become true in time.</exception>
    public static async Task Async(Func<Task<bool>> condition, TimeSpan timeout, string what)
    {
        var started = Stopwatch.GetTimestamp();
        var interval = FirstInterval;
        while (true)
        {
            Exception? reason = null;
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception e)
            {
                reason = e;
            }

            if (Stopwatch.GetElapsedTime(started) > timeout)
            {
                throw new TimeoutException($"Not within {timeout.TotalSeconds} s: {what}", reason);
            }

            await Task.Delay(interval);
            interval = interval * 2 < LongestInterval ? interval * 2 : LongestInterval;
        }
    }

    /// <inheritdoc cref="Async(Func{Task{bool}}, TimeSpan, string)"/>
    public static Task Async(Func<bool> condition, TimeSpan timeout, string what) => Async(() => Task.FromResult(condition()), timeout, what);
}
