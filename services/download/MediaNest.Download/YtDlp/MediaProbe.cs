using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.YtDlp;

/// <summary>Asks ffprobe what is in a file.</summary>
internal sealed class MediaProbe(IOptions<YouTubeOptions> options)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<bool> IsPlayableAsync(string file, bool audioOnly, CancellationToken cancellationToken)
    {
        var (code, output) = await ToolOutput.ReadAsync(
            new ChildCommand(
                options.Value.FfprobePath,
                ["-v", "error", "-show_entries", "stream=codec_type", "-of", "json", "-i", file],
                Path.GetDirectoryName(file)!,
                "probe-" + Guid.CreateVersion7()),
            Limit,
            cancellationToken);
        if (code != 0)
        {
            return false;
        }

        using var json = JsonDocument.Parse(output);
        return json.RootElement.TryGetProperty("streams", out var streams)
            && streams.EnumerateArray().Any(stream =>
                stream.TryGetProperty("codec_type", out var type) && type.ValueEquals(audioOnly ? "audio" : "video"));
    }
}

/// <summary>Runs a short program to its end.</summary>
internal static class ToolOutput
{
    private const int MaxCharacters = 32 * 1024 * 1024;

    /// <summary>What it writes.</summary>
    /// <exception cref="TimeoutException">It took too long, and was stopped.</exception>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static async Task<(int Code, string Output)> ReadAsync(ChildCommand command, TimeSpan limit, CancellationToken cancellationToken)
    {
        var (code, output, _) = await ReadBothAsync(command, limit, cancellationToken);
        return (code, output);
    }

    /// <summary>What it writes, complaints too.</summary>
    /// <exception cref="TimeoutException">It took too long, and was stopped.</exception>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static async Task<(int Code, string Output, string Errors)> ReadBothAsync(ChildCommand command, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var child = await ChildProcess.StartAsync(command);
        using var timeout = new CancellationTokenSource(limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var output = ReadAsync(child.Output, stop.Token);
            var errors = ReadAsync(child.Errors, stop.Token);
            await Task.WhenAll(output, errors);
            return (await child.Exited.WaitAsync(stop.Token), await output, await errors);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Path.GetFileName(command.Program)} took more than {limit.TotalSeconds} s.", exception);
        }
        finally
        {
            await child.StopAsync(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // the rest is read and dropped: a full pipe would block the program
            text.Append(buffer, 0, Math.Min(read, MaxCharacters - text.Length));
        }

        return text.ToString();
    }
}
