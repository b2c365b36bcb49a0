namespace MediaNest.Simulators.Overseerr;

/// <summary>Completes approved requests by themselves after the set time, as a downloader would.</summary>
internal sealed class AutoCompletion(OverseerrStore store, SimulatorSettings settings, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var seconds = settings.Current.AutoCompleteAfterSeconds;
            if (seconds <= 0)
            {
                continue;
            }

            foreach (var request in store.ApprovedBefore(time.GetUtcNow().AddSeconds(-seconds)))
            {
                store.Complete(request, seasons: null);
            }
        }
    }
}
