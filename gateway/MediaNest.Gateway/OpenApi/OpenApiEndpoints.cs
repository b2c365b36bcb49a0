using MediaNest.Gateway.Caching;
using MediaNest.Gateway.Proxy;
using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;

namespace MediaNest.Gateway.OpenApi;

/// <summary>The union of the services' OpenAPI documents, and a page to try it.</summary>
internal static class OpenApiEndpoints
{
    private const string DocumentPath = "/openapi/v1.json";
    private const int LargestDocumentBytes = 4_194_304;

    // the page's scripts, styles and fonts come from here; the one style by its hash is in the drawing that Swagger UI puts into the page as its logo
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void AddOpenApiUnion(this IServiceCollection services)
    {
        services.AddSingleton<OpenApiDocuments>();
        services.AddHttpClient(OpenApiDocuments.ClientName, client =>
        {
            // a service just started builds its document on the first call: seconds on a busy machine, and left out for the next five if nobody waits
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = LargestDocumentBytes;
        }).AddHttpMessageHandler<ServiceAddressHandler>();
    }

    public static void MapOpenApiUnion(this WebApplication app)
    {
        var scopes = RoutePolicy.Unknown.Scopes;
        var policy = new RoutePolicy(Access.Public, scopes) { Limits = app.Services.GetRequiredService<RateLimits>().For(scopes) };
        app.MapMethods(DocumentPath, [HttpMethods.Get, HttpMethods.Head], WriteAsync).WithMetadata(policy);

        var page = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        page.Use((context, next) =>
        {
            // static files are served only where no endpoint has been chosen
            context.SetEndpoint(null);
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
            return next(context);
        });
        page.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "MediaNest API";
            options.SwaggerEndpoint(DocumentPath, "MediaNest");
            options.DisplayRequestDuration();
            options.EnableFilter();
        });
        app.MapMethods("/docs/{**path}", [HttpMethods.Get, HttpMethods.Head], page.Build()).WithMetadata(policy);
    }

    private static async Task WriteAsync(HttpContext context, OpenApiDocuments documents)
    {
        var document = await documents.GetAsync(context.RequestAborted);
        var response = context.Response;
        response.Headers.CacheControl = "public, no-cache";
        response.Headers.ETag = document.Tag;
        if (ContentTag.FindMatch(context.Request.Headers.IfNoneMatch, document.Tag.Trim('"')) is not null)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = document.Json.Length;
        await response.Body.WriteAsync(document.Json, context.RequestAborted);
    }
}
