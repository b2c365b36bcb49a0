using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MediaNest.ServiceDefaults.Caching;

/// <summary>Keeps answers out of everybody's caches.</summary>
public static class NoStoreExtensions
{
    /// <summary>Sends <c>Cache-Control: no-store</c> with the answers of these endpoints: they are the caller's alone, or change at any time.</summary>
    /// <typeparam name="TBuilder">An endpoint's or a group's builder.</typeparam>
    /// <param name="builder">The endpoint, or the group of them.</param>
    /// <returns>The builder.</returns>
    public static TBuilder NoStore<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";
            return next(context);
        });
}
