namespace MediaNest.LocalHosting.Servers;

/// <summary>A command line with its environment.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables added to the inherited ones; null removes one.</param>
public sealed record ServerCommand(string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment)
{
    /// <summary>A command without variables of its own.</summary>
    public ServerCommand(string fileName, params IReadOnlyList<string> arguments)
        : this(fileName, arguments, new Dictionary<string, string?>())
    {
    }
}
