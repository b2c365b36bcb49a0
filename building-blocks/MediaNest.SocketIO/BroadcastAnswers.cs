namespace MediaNest.SocketIO;

/// <summary>The acknowledgements of a broadcast.</summary>
/// <typeparam name="T">What a client answers.</typeparam>
/// <param name="Answers">Those that came in time with the right shape.</param>
/// <param name="Asked">How many sockets were asked, on all instances that told so in time.</param>
/// <param name="SilentInstances">Other instances that told nothing in time.</param>
public sealed record BroadcastAnswers<T>(IReadOnlyList<T?> Answers, int Asked, int SilentInstances = 0)
{
    /// <summary>Whether everyone answered.</summary>
    public bool Complete => Answers.Count == Asked && SilentInstances == 0;
}
