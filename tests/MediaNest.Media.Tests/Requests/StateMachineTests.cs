using MediaNest.Media.Fulfilment;
using MediaNest.Media.Requests;

namespace MediaNest.Media.Tests.Requests;

public sealed class StateMachineTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Actor User = new(Guid.CreateVersion7(), "alice", "corr-1");
    private static readonly Actor Admin = new(Guid.CreateVersion7(), "the admin");

    private static readonly (string From, string To)[] Allowed =
    [
        ("pending", "approved"), ("pending", "denied"), ("pending", "cancelled"),
        ("approved", "processing"), ("approved", "failed"),
        ("processing", "partially-available"), ("processing", "available"), ("processing", "failed"),
        ("partially-available", "available"),
        ("failed", "approved"),
    ];

    public static TheoryData<string, string> EveryMove()
    {
        var moves = new TheoryData<string, string>();
        foreach (var from in Enum.GetValues<RequestStatus>())
        {
            foreach (var to in Enum.GetValues<RequestStatus>())
                moves.Add(from.AsText(), to.AsText());
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(EveryMove))]
    public void OnlyTheMovesOfTheContractAreAllowed(string from, string to)
    {
        // nobody asks for a request to become pending
        if (to == "pending")
        {
            RequestStates.CanMove(RequestStates.FindStatus(from)!.Value, RequestStatus.Pending).ShouldBeFalse();
            return;
        }

        var request = In(from);
        var moves = request.Version;
        if (Allowed.Contains((from, to)))
        {
            Move(request, to);
            request.Status.AsText().ShouldBe(to);
            request.Version.ShouldBe(moves + 1);
            request.History[^1].From!.Value.AsText().ShouldBe(from);
            request.History[^1].To.AsText().ShouldBe(to);
        }
        else if (from == "partially-available" && to == "partially-available")
        {
            // more of it arrived, but not all: nothing to refuse, and no move
            Move(request, to);
            request.Version.ShouldBe(moves);
        }
        else
        {
            Should.Throw<MoveRefusedException>(() => Move(request, to));
            request.Status.AsText().ShouldBe(from);
            request.Version.ShouldBe(moves);
            request.History.Count.ShouldBe(moves + 1);
        }
    }

    [Fact]
    public void EachMoveSaysWhoAndWhenAndCountsUp()
    {
        var request = New();
        var approved = request.Approve(Admin, Now.AddMinutes(1));
        approved.Version.ShouldBe(1);
        approved.ActorId.ShouldBe(Admin.Id);
        approved.PreviousStatus.ShouldBe("pending");
        approved.OccurredAt.ShouldBe(Now.AddMinutes(1));
        // by the request's own correlation id, where the one who moves it has none
        approved.CorrelationId.ShouldBe("corr-1");
        request.StartProcessing(7, Now.AddMinutes(2), Now.AddMinutes(3)).Version.ShouldBe(2);
        request.History.Select(move => (move.Version, move.ActorName, move.At)).ShouldBe(
            [(0, "alice", Now), (1, "the admin", Now.AddMinutes(1)), (2, "overseerr", Now.AddMinutes(2))]);
    }

    [Fact]
    public void ARequestHoldsItsTitleFromPendingUntilItIsOver()
    {
        foreach (var status in Enum.GetValues<RequestStatus>())
        {
            var holds = status.AsText() is "pending" or "approved" or "processing" or "partially-available";
            In(status.AsText()).Items.ShouldAllBe(item => item.Live == holds);
        }
    }

    [Fact]
    public void ThereIsAJobExactlyWhileThereIsSomethingToDo()
    {
        In("pending").Job.ShouldBeNull();
        In("approved").Job!.Kind.ShouldBe(JobKind.Submit);
        In("processing").Job!.Kind.ShouldBe(JobKind.Follow);
        In("partially-available").Job!.Kind.ShouldBe(JobKind.Follow);
        In("available").Job.ShouldBeNull();
        In("failed").Job.ShouldBeNull();
        In("denied").Job.ShouldBeNull();
    }

    [Fact]
    public void AShowIsAvailableOnceItsLastSeasonIs()
    {
        var request = In("processing");
        request.Arrive(season => season == 1, Actor.Plex, Now)!.Status.ShouldBe("partially-available");
        request.Arrive(season => season == 1, Actor.Plex, Now).ShouldBeNull();
        request.Arrive(season => season == 2, Actor.Plex, Now)!.Status.ShouldBe("available");
    }

    private static MediaRequest New() =>
        new(new RequestedTitle(MediaType.Tv, 1396, "Breaking Bad", 2008, PosterPath: null), [2, 1, 2], User, quality: null, comment: null, Now);

    private static MediaRequest In(string status)
    {
        var request = New();
        foreach (var step in PathTo(status))
            Move(request, step);
        return request;
    }

    private static string[] PathTo(string status) => status switch
    {
        "pending" => [],
        "approved" or "denied" or "cancelled" => [status],
        "processing" => ["approved", "processing"],
        "failed" => ["approved", "failed"],
        _ => ["approved", "processing", status],
    };

    private static void Move(MediaRequest request, string to)
    {
        switch (to)
        {
            case "approved" when request.Status == RequestStatus.Failed:
                request.Retry(Admin, Now);
                break;
            case "approved":
                request.Approve(Admin, Now);
                break;
            case "denied":
                request.Deny(Admin, "no room", Now);
                break;
            case "cancelled":
                request.Cancel(User, reason: null, Now);
                break;
            case "processing":
                request.StartProcessing(1, Now, Now);
                break;
            case "partially-available":
                request.Arrive(season => season == 1, Actor.Plex, Now);
                break;
            case "available":
                request.Arrive(_ => true, Actor.Plex, Now);
                break;
            case "failed":
                request.Fail(Actor.Overseerr, "broken", Now);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(to), to, null);
        }
    }
}
