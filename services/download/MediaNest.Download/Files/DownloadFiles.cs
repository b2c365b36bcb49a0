using MediaNest.Download.Addresses;
using MediaNest.Download.YtDlp;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.Files;

/// <summary>Where downloads live on disk: unfinished ones in a directory of their own, finished ones below the root under a name made here.</summary>
internal sealed class DownloadFiles(IOptions<YouTubeOptions> options)
{
    private const int MaxNamesTried = 100;

    public string Root { get; } = options.Value.RootPath;

    public string WorkRoot { get; } = options.Value.WorkPath;

    public string WorkDirectoryOf(Guid downloadId) => Path.Combine(WorkRoot, downloadId.ToString());

    /// <summary>A free place for the file, relative to the root.</summary>
    public string Place(Downloads.Download download, string extension)
    {
        var folder = download.Folder.Length > 0 ? download.Folder : FileNames.Sanitise(download.Channel, "Unknown channel");
        var title = FileNames.Sanitise(download.Title, "Video");
        for (var i = 1; i <= MaxNamesTried; i++)
        {
            var counter = i == 1 ? "" : $" ({i})";
            var relative = $"{folder}/{title} [{download.VideoId}] {download.Quality}{counter}{extension}";
            if (!Path.Exists(AbsoluteOf(relative)))
            {
                return relative;
            }
        }

        throw new IOException("No free name was found for the file.");
    }

    /// <summary>Moves the file to its place, within one file system in one step.</summary>
    /// <exception cref="IOException">A link has appeared on the way to the folder, the place was taken meanwhile, or the disk refuses.</exception>
    public void Move(string file, string relative)
    {
        var folder = Path.GetDirectoryName(relative)!;
        if (!DownloadFolder.HasNoLinks(Root, folder))
        {
            throw new IOException("The folder of the download is not a plain directory any more.");
        }

        var target = AbsoluteOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(file, target, overwrite: false);
    }

    public string AbsoluteOf(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(Root, relative));
        return path.StartsWith(Root + "/", StringComparison.Ordinal)
            ? path
            : throw new InvalidOperationException("A download's file lies outside the download root.");
    }

    public void DeleteWork(Guid downloadId) => DeleteDirectory(WorkDirectoryOf(downloadId));

    /// <summary>Deletes a finished file, and its folder if that is empty now.</summary>
    public void DeleteFinished(string relative)
    {
        var path = AbsoluteOf(relative);
        // somebody may have tidied up by hand
        if (!Directory.Exists(Path.GetDirectoryName(path)) || !DownloadFolder.HasNoLinks(Root, Path.GetDirectoryName(relative)!))
        {
            return;
        }

        File.Delete(path);
        for (var folder = Path.GetDirectoryName(path)!; folder.Length > Root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // not empty: others are still in it
                return;
            }
        }
    }

    /// <summary>The downloads that have a directory of unfinished work.</summary>
    public IReadOnlyList<Guid> ListWork() => !Directory.Exists(WorkRoot)
        ? []
        : [.. Directory.EnumerateDirectories(WorkRoot)
            .Select(directory => Guid.TryParseExact(Path.GetFileName(directory), "D", out var id) ? id : Guid.Empty)
            .Where(id => id != Guid.Empty)];

    private static void DeleteDirectory(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // never begun
        }
    }
}
