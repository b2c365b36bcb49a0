namespace MediaNest.Media.Requests;

/// <summary>A request cannot go from the state it is in to the one asked for. Answered with 409.</summary>
internal sealed class MoveRefusedException(RequestStatus from, RequestStatus to)
    : Exception($"A request that is {from.AsText()} cannot become {to.AsText()}.")
{
    public RequestStatus From { get; } = from;

    public RequestStatus To { get; } = to;
}
