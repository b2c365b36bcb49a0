using MediaNest.Gateway.Guarding;
using Yarp.ReverseProxy.Forwarder;

namespace MediaNest.Gateway.Caching;

/// <summary>Tags the answers of routes with a cache rule, and answers 304 to who has them. Other routes do not notice it.</summary>
internal static class ContentTagging
{
    public static Task TagAsync(HttpContext context, RequestDelegate next) =>
        RequestState.Of(context).Policy.Caching is not null && CacheHeaders.IsRead(context.Request.Method) ? TagAnswerAsync(context, next) : next(context);

    private static async Task TagAnswerAsync(HttpContext context, RequestDelegate next)
    {
        var sent = context.Response.Body;
        await using var held = new TaggedBody(context, sent);
        context.Response.Body = held;
        try
        {
            await next(context);
            // half an answer is none
            if (context.Features.Get<IForwarderErrorFeature>() is null)
            {
                await held.FinishAsync(context.RequestAborted);
            }
        }
        finally
        {
            context.Response.Body = sent;
        }
    }
}
