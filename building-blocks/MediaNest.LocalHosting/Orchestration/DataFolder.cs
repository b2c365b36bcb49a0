using System.Text.Json;
using Aspire.Hosting;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>
/// The folder of one application's data. Its secrets file is held open and locked (flock), so that two AppHosts never
/// share data; the kernel frees the lock with the process, and there is no lock file to go stale.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly FileStream _file;
    private readonly Dictionary<string, string> _secrets;
    private readonly Lock _turn = new();

    private DataFolder(string path, FileStream file)
    {
        Folder = path;
        _file = file;
        _secrets = file.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(file) ?? [];
    }

    internal string Folder { get; }

    internal static DataFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            return new DataFolder(path, new FileStream(Path.Combine(path, "secrets.json"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (IOException e)
        {
            throw new DistributedApplicationException($"Another AppHost uses {path}. Stop it, or give this one a folder of its own: --LocalHosting:DataDirectory=…", e);
        }
    }

    /// <summary>A value that is made once and kept.</summary>
    internal string GetOrAdd(string name, Func<string> create)
    {
        lock (_turn)
        {
            if (!_secrets.TryGetValue(name, out var value))
            {
                _secrets[name] = value = create();
                _file.SetLength(0);
                JsonSerializer.Serialize(_file, _secrets, Indented);
                _file.Flush(flushToDisk: true);
            }

            return value;
        }
    }

    public void Dispose() => _file.Dispose();
}
