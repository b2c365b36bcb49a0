using System.Runtime.InteropServices;
using Aspire.Hosting;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>One <c>dotnet run</c> of the AppHost, from the first line on the console to the exit code.</summary>
internal sealed class ApplicationRun(ApplicationPlan plan, Orchestrator orchestrator) : IDisposable
{
    private const int Success = 0;
    private const int Failure = 1;

    private readonly CancellationTokenSource _stop = new();
    private readonly ILocalCommand? _command = LocalCommand.Find(plan);

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var signals = new SignalHandlers(RequestStop);
        await using var outer = cancellationToken.Register(RequestStop);
        _ = ParentWatch.WhenGoneAsync(_stop.Token).ContinueWith(_ => RequestStop(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        if (_command is not null && plan.Configuration["LocalHosting:LogsToFiles"] is null)
        {
            plan.Settings.LogsToFiles = true; // the command has the console
        }

        try
        {
            return await StartAndWaitAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return Success;
        }
        catch (Exception e) when (e is DistributedApplicationException or Servers.NativeServerException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failure;
        }
        finally
        {
            await orchestrator.StopAsync();
            await _stop.CancelAsync();
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task<int> StartAndWaitAsync()
    {
        try
        {
            await orchestrator.StartAsync(_stop.Token);
        }
        finally
        {
            if (orchestrator.Runs.Count > 0 && !_stop.IsCancellationRequested)
            {
                Console.WriteLine();
                Console.WriteLine(StatusTable.Render(orchestrator.Runs));
                Console.WriteLine();
            }
        }

        var address = orchestrator.Runs.FirstOrDefault(run => run.Resource.Model.IsExternal)?.Address;
        Console.WriteLine(address is null ? $"{plan.Name} is ready" : $"{plan.Name} is ready at {address}");
        if (_command is not null)
        {
            return await _command.RunAsync(new LocalCommandContext(plan, address), _stop.Token) ? Success : Failure;
        }

        await Task.Delay(Timeout.Infinite, _stop.Token);
        return Success;
    }

    private void RequestStop()
    {
        if (!_stop.IsCancellationRequested)
        {
            Console.WriteLine($"Stopping {plan.Name}");
            _stop.Cancel();
        }
    }

    private sealed class SignalHandlers : IDisposable
    {
        private readonly List<PosixSignalRegistration> _registrations;

        internal SignalHandlers(Action stop) =>
            _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
                .Select(signal => PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    stop();
                }))];

        public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
    }
}
