using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace MediaNest.Testing.Shared;

/// <summary>The set of servers that all test processes of this user and checkout share.</summary>
internal sealed class SharedInstance
{
    private SharedInstance(string directory, IDisposable use)
    {
        Folder = directory;
        Use = use;
    }

    /// <summary>Where the shared and private servers of this user and checkout live.</summary>
    internal static string Root { get; } = Path.Combine(Path.GetTempPath(),
        $"medianest-tests-{Environment.UserName}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Checkout())))[..8]}");

    internal string Folder { get; }

    /// <summary>The lock that says this process needs the servers; held until it ends.</summary>
    internal IDisposable Use { get; }

    internal string KeeperLock => Path.Combine(Folder, "keeper.lock");

    /// <summary>Joins the running set, or founds a new one. It stays at least as long as this process.</summary>
    internal static async Task<SharedInstance> AttachAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var users = Path.Combine(Root, "users.lock");
        var use = await FileLock.SharedAsync(users, cancellationToken);
        var current = Path.Combine(Root, "current");
        var instance = new SharedInstance(File.Exists(current) ? await File.ReadAllTextAsync(current, cancellationToken) : "", use);
        if (!instance.IsKept())
        {
            Sweep();
            instance = new SharedInstance(Path.Combine(Root, $"shared-{Guid.CreateVersion7():N}"), use);
            Directory.CreateDirectory(Path.Combine(instance.Folder, "runs"));
            await instance.StartKeeperAsync(users, current, cancellationToken);
            await File.WriteAllTextAsync(current, instance.Folder, cancellationToken);
        }

        if (TestRun.Find() is { } run)
        {
            await File.WriteAllTextAsync(Path.Combine(instance.Folder, "runs", run.ProcessId), run.StartTime + "\n", cancellationToken);
        }

        return instance;
    }

    /// <summary>Makes a directory that is this process's as long as it holds the lock.</summary>
    internal static async Task<(string Folder, IDisposable Owner)> CreatePrivateFolderAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(Root, $"private-{Guid.CreateVersion7():N}")).FullName;
        return (folder, await FileLock.ExclusiveAsync(Path.Combine(folder, "owner.lock"), cancellationToken));
    }

    private static Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return FileLock.ExclusiveAsync(Path.Combine(Root, "attach.lock"), cancellationToken);
    }

    private bool IsKept() => Directory.Exists(Folder) && IsLocked(KeeperLock);

    private static bool IsLocked(string path)
    {
        using var probe = FileLock.TryExclusive(path);
        return probe is null;
    }

    private async Task StartKeeperAsync(string users, string current, CancellationToken cancellationToken)
    {
        const string detach = """setsid sh -c "$0" keeper "$@" </dev/null >/dev/null 2>&1 &""";
        using var starter = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", detach, KeeperScript.Text, Folder, users, current]))
            ?? throw new InvalidOperationException("There is no sh.");
        await starter.WaitForExitAsync(cancellationToken);
        await Eventually.Async(() => File.Exists(KeeperLock) && IsLocked(KeeperLock), Eventually.Patience, "the keeper of the shared test servers runs");
    }

    /// <summary>Removes what sets of servers that were killed with their keepers, and crashed processes, left behind.</summary>
    private static void Sweep()
    {
        foreach (var directory in Directory.GetDirectories(Root, "shared-*"))
        {
            if (!IsLocked(Path.Combine(directory, "keeper.lock")) && !IsLocked(Path.Combine(directory, "keeper.lock.servers")))
            {
                TryDelete(directory);
            }
        }

        foreach (var directory in Directory.GetDirectories(Root, "private-*"))
        {
            if (!IsLocked(Path.Combine(directory, "owner.lock")))
            {
                TryDelete(directory);
            }
        }
    }

    private static void TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // its own keeper, or another run, is deleting it at this moment
        }
    }

    private static string Checkout()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory.Parent is { } parent && directory.GetFiles("*.sln").Length == 0)
        {
            directory = parent;
        }

        return directory.FullName;
    }
}
