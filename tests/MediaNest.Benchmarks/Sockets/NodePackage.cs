using System.Diagnostics;
using MediaNest.Benchmarks.Processes;

namespace MediaNest.Benchmarks.Sockets;

/// <summary>The JavaScript server, installed from its lock file into a folder of its own.</summary>
internal sealed class NodePackage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medianest-node-").FullName;

    private NodePackage()
    {
    }

    public static async Task<NodePackage> InstallAsync()
    {
        var package = new NodePackage();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Sockets", "Node")))
        {
            File.Copy(file, Path.Combine(package._folder, Path.GetFileName(file)));
        }

        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = package._folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var install = Process.Start(start)!;
        await install.StandardOutput.ReadToEndAsync();
        await install.WaitForExitAsync();
        return install.ExitCode == 0 ? package : throw new InvalidOperationException("npm ci failed: Node.js and npm are needed.");
    }

    public Task<ServerProcess> StartServerAsync() => ServerProcess.StartAsync(
        "node", _folder, port => ["--expose-gc", "server.mjs", port.ToString(System.Globalization.CultureInfo.InvariantCulture)], Production);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly Dictionary<string, string> Production = new(StringComparer.Ordinal) { ["NODE_ENV"] = "production" };
}
