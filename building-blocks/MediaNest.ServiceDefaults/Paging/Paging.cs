using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.ServiceDefaults.Paging;

/// <summary>The paging part of a list's query; use it as <c>[AsParameters]</c>.</summary>
/// <param name="Page">1 and up; absent means 1.</param>
/// <param name="Limit">1–100; absent means 20.</param>
/// <param name="PageSize">Another spelling of <paramref name="Limit"/>, which wins.</param>
public sealed record PageQuery(
    [property: FromQuery(Name = "page"), Range(1, 1_000_000)] int? Page,
    [property: FromQuery(Name = "limit"), Range(1, 100)] int? Limit,
    [property: FromQuery(Name = "pageSize"), Range(1, 100)] int? PageSize)
{
    /// <summary>Items a page where the client does not say.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The page asked for.</summary>
    public int Number => Page ?? 1;

    /// <summary>Items a page.</summary>
    public int Size => Limit ?? PageSize ?? DefaultLimit;

    /// <summary>Items before the page.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>The answer's paging part.</summary>
    /// <param name="totalItems">Items on all pages.</param>
    /// <returns>The paging part.</returns>
    public Pagination Of(int totalItems) => Pagination.Of(Number, Size, totalItems);
}

/// <summary>The paging part of a list's answer.</summary>
/// <param name="Page">The page, from 1.</param>
/// <param name="TotalPages">Pages in all; 0 where there is nothing.</param>
/// <param name="TotalItems">Items on all pages.</param>
/// <param name="ItemsPerPage">Items a page.</param>
/// <param name="HasNext">Whether a page follows.</param>
/// <param name="HasPrev">Whether a page precedes.</param>
public sealed record Pagination(int Page, int TotalPages, int TotalItems, int ItemsPerPage, bool HasNext, bool HasPrev)
{
    /// <summary>Works out the paging part.</summary>
    /// <param name="page">The page, from 1.</param>
    /// <param name="size">Items a page, at least 1.</param>
    /// <param name="totalItems">Items on all pages.</param>
    /// <returns>The paging part.</returns>
    public static Pagination Of(int page, int size, int totalItems)
    {
        var pages = (int)Math.Ceiling(totalItems / (double)size);
        return new Pagination(page, pages, totalItems, size, page < pages, page > 1 && totalItems > 0);
    }
}
