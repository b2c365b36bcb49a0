using System.ComponentModel;
using System.Diagnostics;

namespace MediaNest.LocalHosting.Servers;

/// <summary>Finds installed programs, and runs those that do one thing and end.</summary>
internal static class Tool
{
    internal static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"])
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    internal static async Task<(int ExitCode, string Output)> TryRunAsync(ServerCommand command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new Win32Exception($"{command.FileName} did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    internal static async Task<string> RunAsync(ServerCommand command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryRunAsync(command, cancellationToken);
        return exitCode == 0
            ? output
            : throw new NativeServerException($"{command.FileName} ended with code {exitCode}.{Environment.NewLine}{output}");
    }
}
