namespace MediaNest.Plex.Http;

internal static class PrivateCaching
{
    public static readonly TimeSpan Long = TimeSpan.FromHours(1);
    public static readonly TimeSpan Medium = TimeSpan.FromMinutes(5);

    /// <summary>Lets the user's own client keep good answers for a while; a failure is never kept.</summary>
    public static RouteHandlerBuilder KeptFor(this RouteHandlerBuilder endpoint, TimeSpan time)
    {
        var value = $"private, max-age={(int)time.TotalSeconds}";
        return endpoint.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.OnStarting(
                static state =>
                {
                    var (response, header) = ((HttpResponse, string))state;
                    if (response.StatusCode is 200)
                    {
                        response.Headers.CacheControl = header;
                    }

                    return Task.CompletedTask;
                },
                (context.HttpContext.Response, value));
            return next(context);
        });
    }
}
