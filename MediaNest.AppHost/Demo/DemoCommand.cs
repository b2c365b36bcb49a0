using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MediaNest.LocalHosting.Orchestration;

[assembly: LocalCommand("demo", typeof(MediaNest.AppHost.Demo.DemoCommand))]

namespace MediaNest.AppHost.Demo;

/// <summary>The main job, walked through over HTTP: <c>dotnet run --project MediaNest.AppHost -- demo</c>.</summary>
internal sealed class DemoCommand : ILocalCommand
{
    private const string AdminPassword = "demo-admin-password";

    public async Task<bool> RunAsync(LocalCommandContext context, CancellationToken cancellationToken)
    {
        if (context.Address is not { } gateway || context.AddressOf("simulators") is not { } simulators)
        {
            Console.WriteLine("The demo needs the simulators: configure none of Plex, TMDB, Overseerr, Uptime Kuma and YouTube.");
            return false;
        }

        var password = context.KeptSecret(AdminPassword, () => $"Demo-{RandomNumberGenerator.GetHexString(20, lowercase: true)}-9");
        using var demo = new DemoWalk(gateway, simulators, password);
        var started = Stopwatch.GetTimestamp();
        foreach (var step in demo.Steps)
        {
            var stepStarted = Stopwatch.GetTimestamp();
            try
            {
                Print("ok", stepStarted, step.Name, await step.RunAsync(cancellationToken));
            }
            catch (Exception e) when (e is DemoException or HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                Print("FAILED", stepStarted, step.Name, e.Message);
                return false;
            }
        }

        Print("done", started, "the main job, end to end", $"{demo.Steps.Count} steps");
        return true;
    }

    private static void Print(string result, long started, string step, string outcome) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{result,-6} {Stopwatch.GetElapsedTime(started).TotalSeconds,6:0.00} s  {step,-34} {outcome}"));
}
