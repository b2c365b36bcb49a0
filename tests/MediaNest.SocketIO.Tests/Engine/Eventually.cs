using System.Diagnostics;

namespace MediaNest.SocketIO.Tests.Engine;

internal static class Eventually
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    /// <summary>Returns as soon as the condition holds; fails if it does not in time.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.ShouldBeLessThan(Patience, "the condition never came true");
            await Task.Delay(5);
        }
    }
}
