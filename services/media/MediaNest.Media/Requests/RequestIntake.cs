using MediaNest.Media.Catalog;
using MediaNest.Media.Data;
using MediaNest.Media.Fulfilment;
using MediaNest.Media.Plex;
using MediaNest.Media.Tmdb;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Requests;

/// <summary>Takes requests in: what is asked for exists, is not there yet, and nobody else has asked; where two ask at once, one wins and the other follows.</summary>
internal sealed class RequestIntake(
    MediaDbContext database,
    TmdbCatalogue tmdb,
    PlexClient plex,
    IEventPublisher events,
    RequestQuota quota,
    IdempotentAnswers answers,
    WorkSignal<FulfilmentWorker> work,
    IOptions<RequestPolicyOptions> policies,
    IOptions<TmdbOptions> images,
    TimeProvider clock,
    ILogger<RequestIntake> logger)
{
    /// <summary>How often the race for a title is run: whoever lost one finds the winner in the next, unless that request is gone by then.</summary>
    private const int Rounds = 4;

    /// <summary>A part of a title that a live request holds.</summary>
    private sealed record Taken(Guid Id, Guid? UserId, RequestStatus Status, int Season);

    /// <summary>What is left to ask for, or why there is nothing.</summary>
    private sealed record Wish(RequestedTitle Title, IReadOnlyList<int> Seasons, ApiError? Refusal);

    public async Task<RequestAnswer> CreateAsync(Actor user, string role, CreateRequest body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var hash = IdempotentAnswers.HashOf(body);
        if (idempotencyKey is not null && await answers.FindAsync(user.Id!.Value, idempotencyKey, hash, cancellationToken) is { } known)
            return known;

        var wish = await UnderstandAsync(body, cancellationToken);
        if (wish.Refusal is { } refusal)
            return new RequestAnswer(refusal);

        for (var round = 0; round < Rounds; round++)
        {
            if (await TryCreateAsync(user, role, body, wish, idempotencyKey, hash, cancellationToken) is { } answer)
                return answer;
            database.ChangeTracker.Clear();
        }

        return new RequestAnswer(ApiError.Conflict(ErrorCodes.Conflict, "Others are asking for the same title right now; try again."));
    }

    private async Task<RequestAnswer?> TryCreateAsync(
        Actor user, string role, CreateRequest body, Wish wish, string? key, string hash, CancellationToken cancellationToken)
    {
        var userId = user.Id!.Value;
        // a save that fails ends the round, so there is nothing to go back to within it
        database.Database.AutoSavepointsEnabled = false;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // waits for another request with the same key that is under way
        if (key is not null && !await answers.TryClaimAsync(userId, key, hash, cancellationToken))
        {
            await transaction.RollbackAsync(cancellationToken);
            return await answers.FindAsync(userId, key, hash, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var policy = policies.Value.For(role);
        RequestAnswer answer;
        if (await FollowAsync(user, policy, wish, now, cancellationToken) is { } taken)
        {
            answer = new RequestAnswer(taken);
        }
        else if (await quota.RefuseAsync(userId, policy, wish.Title.MediaType, wish.Seasons.Count, cancellationToken) is { } exceeded)
        {
            return new RequestAnswer(exceeded);
        }
        else
        {
            var request = new MediaRequest(wish.Title, wish.Seasons, user, body.Quality, body.Comment, now);
            if (policy.AutoApprove)
                request.Approve(Actor.System, now);
            try
            {
                database.Add(request);
                await events.Publish(request.Requested(user), cancellationToken);
                await database.SaveChangesAsync(cancellationToken);
                answer = new RequestAnswer(request.AsResponse(images.Value.ImageBaseUrl));
            }
            catch (DbUpdateException exception) when (exception.IsUniqueViolation(RequestItemConfiguration.OneLivePerTitle))
            {
                // somebody was faster between the look and the save: the next look finds that request
                return null;
            }
        }

        if (key is not null)
            await answers.RememberAsync(userId, key, answer, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (answer.Created is { } created)
        {
            logger.Created(created.Id, created.MediaType, wish.Title.TmdbId, created.Status);
            if (policy.AutoApprove)
                work.Set();
        }

        return answer;
    }

    private async Task<Wish> UnderstandAsync(CreateRequest body, CancellationToken cancellationToken)
    {
        var type = RequestStates.FindMediaType(body.MediaType)!.Value;
        var tmdbId = body.TmdbId!.Value;
        var inPlex = FindInPlexAsync(type, tmdbId, cancellationToken);
        var details = (await tmdb.FindAsync(type, tmdbId, cancellationToken)).Value;
        var there = await inPlex;
        if (details is null)
            return Refused(ApiError.NotFound("TMDB knows no such title."));

        var title = new RequestedTitle(type, tmdbId, details.DisplayTitle(), details.Year(), details.PosterPath);
        if (type == MediaType.Movie)
            return there?.Available == true ? Refused(AlreadyThere([])) : new Wish(title, [], Refusal: null);

        var known = (details.Seasons ?? []).Select(season => season.SeasonNumber).ToHashSet();
        // season 0 holds the specials: only who names them means them
        var wanted = (body.Seasons ?? known.Where(season => season > 0)).Distinct().Order().ToList();
        var unknown = wanted.Where(season => !known.Contains(season)).ToList();
        if (unknown.Count > 0)
            return Refused(ApiError.Validation("seasons", $"The show has no season {string.Join(", ", unknown)}."));
        if (wanted.Count == 0)
            return Refused(ApiError.Validation("seasons", "TMDB knows no season of this show yet."));

        var missing = wanted.Where(season => there?.Has(season) != true).ToList();
        return missing.Count == 0 ? Refused(AlreadyThere(wanted)) : new Wish(title, missing, Refusal: null);

        Wish Refused(ApiError error) => new(new RequestedTitle(type, tmdbId, "", null, null), [], error);
    }

    private async Task<PlexAvailability?> FindInPlexAsync(MediaType type, int tmdbId, CancellationToken cancellationToken)
    {
        try
        {
            return await plex.GetAsync(type, tmdbId, cancellationToken);
        }
        catch (PlexUnavailableException exception)
        {
            // asked for in vain at worst: it is found available after approval
            logger.AvailabilityUnchecked(type.AsText(), tmdbId, exception.Message);
            return null;
        }
    }

    /// <summary>The 409 that names the request in the way, which the user follows from now on. Null where it is gone.</summary>
    private async Task<ApiError?> FollowAsync(Actor user, RolePolicy policy, Wish wish, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (userId, userName) = (user.Id!.Value, user.Name);
        IReadOnlyList<int> parts = wish.Title.MediaType == MediaType.Movie ? [RequestItem.WholeTitle] : wish.Seasons;
        var live = database.Items
            .Where(item => item.Live && item.MediaType == wish.Title.MediaType && item.TmdbId == wish.Title.TmdbId && parts.Contains(item.Season));
        // joined from the left, so that the lock is taken even where nothing is in the way; that is a row of nulls
        var found = await quota.Lock(userId, policy, wish.Title.MediaType)
            .SelectMany(_ => live.DefaultIfEmpty(), (_, item) => item)
            .LeftJoin(
                database.Requests, item => item!.RequestId, request => request.Id,
                (item, request) => new { RequestId = (Guid?)request!.Id, request.UserId, Status = (RequestStatus?)request.Status, Season = (int?)item!.Season })
            .ToListAsync(cancellationToken);
        List<Taken> taken = [.. found
            .Where(row => row.RequestId is not null)
            .Select(row => new Taken(row.RequestId!.Value, row.UserId, row.Status!.Value, row.Season!.Value))
            .OrderBy(item => item.Season)];
        if (taken.Count == 0)
            return null;

        foreach (var other in taken.Where(item => item.UserId != userId).Select(item => item.Id).Distinct())
        {
            await database.Database.ExecuteSqlAsync(
                $"INSERT INTO request_followers (request_id, user_id, user_name, since) VALUES ({other}, {userId}, {userName}, {now}) ON CONFLICT DO NOTHING",
                cancellationToken);
        }

        var first = taken[0];
        var mine = first.UserId == userId;
        return ApiError.Conflict(
            RequestCodes.AlreadyRequested,
            mine ? "You have asked for this already." : "Somebody has asked for this already; you will be told when it arrives.",
            new ConflictDetails(
                first.Id, first.Status.AsText(),
                [.. taken.Where(item => item.Season != RequestItem.WholeTitle).Select(item => item.Season).Distinct()],
                Following: !mine));
    }

    private static ApiError AlreadyThere(IReadOnlyList<int> seasons) =>
        ApiError.Conflict(RequestCodes.AlreadyAvailable, "This is in the library already.", new { seasons });
}
