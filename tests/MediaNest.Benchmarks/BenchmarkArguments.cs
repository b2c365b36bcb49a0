using System.Globalization;

namespace MediaNest.Benchmarks;

/// <summary>Reads <c>--name value</c> pairs.</summary>
internal static class BenchmarkArguments
{
    /// <summary>Applies each pair to the defaults.</summary>
    /// <param name="arguments">The command line after the benchmark's name.</param>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <param name="usage">Told with a mistake.</param>
    /// <param name="apply">The options with one changed, or null where there is none of that name.</param>
    /// <exception cref="ArgumentException">A name is unknown, or has no value, or a number is none.</exception>
    public static T Parse<T>(string[] arguments, T defaults, string usage, Func<T, string, string, T?> apply)
        where T : class
    {
        var options = defaults;
        foreach (var pair in arguments.Chunk(2))
        {
            options = (pair is [var name, var value] ? apply(options, name, value) : null)
                ?? throw new ArgumentException($"Unknown option {string.Join(' ', pair)}.\n{usage}", nameof(arguments));
        }

        return options;
    }

    /// <summary>A whole number, not negative.</summary>
    public static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException($"{text} is not a number.", nameof(text));
}
