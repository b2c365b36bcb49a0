using System.ComponentModel.DataAnnotations;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.Operations.RateLimits;

/// <summary>Which violations to list.</summary>
/// <param name="Scope">Of this limit only.</param>
/// <param name="UserId">Of this user only.</param>
/// <param name="Address">Of this address only.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
internal sealed record RateLimitQuery(
    [property: FromQuery(Name = "scope"), MaxLength(64)] string? Scope,
    [property: FromQuery(Name = "userId")] Guid? UserId,
    [property: FromQuery(Name = "address"), MaxLength(64)] string? Address,
    [property: FromQuery(Name = "from")] DateTimeOffset? From,
    [property: FromQuery(Name = "to")] DateTimeOffset? To)
{
    public IQueryable<RateLimitViolation> Apply(IQueryable<RateLimitViolation> violations)
    {
        var (from, to) = (From?.ToUniversalTime(), To?.ToUniversalTime());
        // PostgreSQL holds no NUL, so neither does any value
        var (scope, address) = (Scope?.Replace("\0", "\uFFFD", StringComparison.Ordinal), Address?.Replace("\0", "\uFFFD", StringComparison.Ordinal));
        return violations.Where(violation =>
            (scope == null || violation.Scope == scope)
            && (UserId == null || violation.UserId == UserId)
            && (address == null || violation.Address == address)
            && (from == null || violation.OccurredAt >= from)
            && (to == null || violation.OccurredAt < to));
    }
}

/// <summary>Requests of one caller that were refused within a minute.</summary>
internal sealed record RateLimitViolationAnswer(
    Guid Id, string Scope, Guid? UserId, string? Address, int Limit, int WindowSeconds, int Count, DateTimeOffset OccurredAt, string? CorrelationId);

/// <summary>A page of violations, and how many requests were refused in all that the filter lets through, by scope.</summary>
internal sealed record RateLimitViolationList(
    IReadOnlyList<RateLimitViolationAnswer> Violations, long TotalRefused, IReadOnlyDictionary<string, long> ByScope, Pagination Pagination);
