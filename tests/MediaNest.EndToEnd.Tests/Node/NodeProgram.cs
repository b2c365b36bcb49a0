using System.Diagnostics;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.LocalHosting.Servers;

namespace MediaNest.EndToEnd.Tests.Node;

/// <summary>A node program beside this file, with its packages installed from the lock file into a folder of its own.</summary>
internal sealed class NodeProgram : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("medianest-node-").FullName;

    private NodeProgram()
    {
    }

    public static async Task<NodeProgram> InstallAsync(CancellationToken cancellationToken)
    {
        await Prerequisites.EnsureAsync(["node", "npm"], Console.Error.WriteLine, cancellationToken);
        var program = new NodeProgram();
        var source = Path.Combine(Repository.Root, "tests", "MediaNest.EndToEnd.Tests", "Node");
        foreach (var file in Directory.EnumerateFiles(source).Where(file => Path.GetExtension(file) is ".json" or ".mjs"))
        {
            File.Copy(file, Path.Combine(program._folder, Path.GetFileName(file)));
        }

        await program.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], [], cancellationToken);
        return program;
    }

    /// <summary>Runs a script and gives its standard output.</summary>
    public Task<string> RunAsync(string script, Dictionary<string, string> environment, CancellationToken cancellationToken) =>
        RunAsync("node", [script], environment, cancellationToken);

    /// <summary>Starts a script that is talked to; it ends when its input does.</summary>
    public Process Start(string script) => Process.Start(new ProcessStartInfo("node", [script])
    {
        WorkingDirectory = _folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }).ShouldNotBeNull();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(string command, string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using var process = Process.Start(start).ShouldNotBeNull(command);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        process.ExitCode.ShouldBe(0, $"{command} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }
}
