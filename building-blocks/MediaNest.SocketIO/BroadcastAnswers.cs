namespace MediaNest.SocketIO;

/// <summary>The acknowledgements of a broadcast.</summary>
/// <typeparam name="T">What a client answers.</typeparam>
/// <param name="Answers">Those that came in time with the right shape.</param>
/// <param name="Asked">How many sockets were asked.</param>
public sealed record BroadcastAnswers<T>(IReadOnlyList<T?> Answers, int Asked)
{
    /// <summary>Whether everyone answered.</summary>
    public bool Complete => Answers.Count == Asked;
}
