using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Benchmarks.Gateway;

/// <summary>What stands behind both proxies: a Kestrel that answers every request with the same small JSON.</summary>
internal static class Upstream
{
    private static readonly byte[] Answer = """{"success":true,"data":{"items":[{"id":"1","title":"Big Buck Bunny"}]}}"""u8.ToArray();

    public static async Task<int> RunAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            return context.Response.Body.WriteAsync(Answer).AsTask();
        });
        await app.RunAsync();
        return 0;
    }
}
