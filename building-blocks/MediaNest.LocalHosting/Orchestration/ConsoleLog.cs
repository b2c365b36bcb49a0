using System.Collections.Concurrent;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>Writes the resources' output, each line behind its resource's name and in its colour; plain when nobody watches.</summary>
internal sealed class ConsoleLog : IDisposable
{
    private static readonly int[] Colours = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

    private readonly bool _coloured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
    private readonly ConcurrentDictionary<string, TextWriter> _files = new();
    private readonly ConcurrentDictionary<string, int> _colours = new();
    private readonly string? _folder;
    private readonly int _width;

    internal ConsoleLog(string? folder, IEnumerable<string> names)
    {
        _folder = folder;
        _width = names.Select(name => name.Length).DefaultIfEmpty().Max();
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>A line a resource wrote.</summary>
    internal void Output(string resource, string line)
    {
        if (_folder is null)
        {
            Write(resource, line);
            return;
        }

        var file = _files.GetOrAdd(resource, name => TextWriter.Synchronized(new StreamWriter(Path.Combine(_folder, $"{name}.log")) { AutoFlush = true }));
        file.WriteLine(line);
    }

    /// <summary>Something that happened to a resource.</summary>
    internal void Event(string resource, string message) => Write(resource, _coloured ? $"\e[1m{message}\e[0m" : message);

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private void Write(string resource, string line)
    {
        var name = resource.PadRight(_width);
        if (_coloured)
        {
            var colour = Colours[_colours.GetOrAdd(resource, _ => _colours.Count) % Colours.Length];
            name = $"\e[{colour}m{name}\e[0m";
        }

        Console.Out.WriteLine($"{name} | {line}");
    }
}
