using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Notification.Tests.Realtime.Commands;

/// <summary>A call that a service got.</summary>
internal sealed record ReceivedCall(string Method, string Target, string? Authorization, string? CorrelationId, JsonElement Body);

/// <summary>
/// Stands in for auth, media, download and operations at the HTTP boundary: answers in their envelope what a test has told it to, and remembers
/// every call. Auth's keys are the issuer's.
/// </summary>
internal sealed class FakeServices : IAsyncDisposable
{
    private const string PreferencesPath = "/api/v1/users/me/preferences";

    private readonly WebApplication _server;
    private readonly HttpClient _issuer;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _preferences = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedCall> _calls = new();

    private FakeServices(WebApplication server, string issuer)
    {
        _server = server;
        _issuer = new HttpClient { BaseAddress = new Uri(issuer) };
        server.MapGet("/.well-known/{**rest}", async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(await _issuer.GetStringAsync(new Uri(context.Request.Path, UriKind.Relative)), context.RequestAborted);
        });
        server.MapFallback(AnswerAsync);
    }

    public string Address => _server.Urls.Single();

    public static async Task<FakeServices> StartAsync(string issuer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var services = new FakeServices(builder.Build(), issuer);
        await services._server.StartAsync();
        return services;
    }

    public IReadOnlyList<ReceivedCall> CallsOf(string target) => [.. _calls.Where(call => $"{call.Method} {call.Target}" == target)];

    /// <summary>Answers <c>METHOD path</c> with data.</summary>
    public void Answer(string target, object data, int status = 200) =>
        _answers[target] = context => WriteAsync(context, status, new { success = true, data });

    /// <summary>Answers with a failure.</summary>
    public void Refuse(string target, int status, string code, string message, object? details = null, int? retryAfter = null)
    {
        var error = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code, ["message"] = message };
        if (details is not null)
        {
            error["details"] = details;
        }

        if (retryAfter is not null)
        {
            error["retryAfter"] = retryAfter;
        }

        _answers[target] = context => WriteAsync(context, status, new { success = false, error, correlationId = "downstream" });
    }

    /// <summary>Answers in whatever way.</summary>
    public void Do(string target, RequestDelegate answer) => _answers[target] = answer;

    /// <summary>Never answers, until the caller gives up.</summary>
    public void Hang(string target) => Do(target, async context =>
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    });

    /// <summary>Breaks the connection off.</summary>
    public void BreakOff(string target) => Do(target, context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _issuer.Dispose();
    }

    private static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var body = request.HasJsonContentType() ? await request.ReadFromJsonAsync<JsonElement>(context.RequestAborted) : default;
        var target = request.Path + request.QueryString;
        _calls.Enqueue(new ReceivedCall(
            request.Method, target, request.Headers.Authorization, request.Headers["X-Correlation-ID"], body));
        if (_answers.TryGetValue($"{request.Method} {target}", out var answer))
        {
            await answer(context);
        }
        else if (request.Path == PreferencesPath)
        {
            await AnswerPreferencesAsync(context, body);
        }
        else
        {
            await WriteAsync(context, 404, new
            {
                success = false,
                error = new { code = "NOT_FOUND", message = "There is no such thing, or it is not yours." },
                correlationId = "downstream",
            });
        }
    }

    /// <summary>Auth's preferences, as far as a client can tell: PATCH merges, and null is the default again.</summary>
    private Task AnswerPreferencesAsync(HttpContext context, JsonElement body)
    {
        var user = context.Request.Headers.Authorization.ToString();
        if (context.Request.Method == HttpMethods.Patch)
        {
            if (body.TryGetProperty("theme", out var theme) && theme.ValueKind != JsonValueKind.Null && theme.GetString() is not ("system" or "light" or "dark"))
            {
                return WriteAsync(context, 400, new
                {
                    success = false,
                    error = new
                    {
                        code = "VALIDATION_ERROR",
                        message = "The request is not valid.",
                        details = new[] { new { field = "theme", message = "The value is missing or not of the right type." } },
                    },
                    correlationId = "downstream",
                });
            }

            _preferences[user] = Merge(_preferences.GetValueOrDefault(user) ?? Defaults(), body);
        }

        var kept = _preferences.GetValueOrDefault(user) ?? Defaults();
        return WriteAsync(context, 200, new
        {
            success = true,
            data = new
            {
                language = kept["language"] ?? "en",
                theme = kept["theme"] ?? "system",
                notifications = kept["notifications"],
                quality = kept["quality"],
            },
        });
    }

    private static JsonObject Defaults() => (JsonObject)JsonNode.Parse(
        """{"notifications":{"inApp":true,"email":false,"webhook":true},"quality":{"media":"hd","video":"1080p","format":"mp4"}}""")!;

    private static JsonObject Merge(JsonObject kept, JsonElement change)
    {
        var merged = (JsonObject)kept.DeepClone();
        foreach (var member in change.EnumerateObject())
        {
            merged[member.Name] = member.Value.ValueKind == JsonValueKind.Object && merged[member.Name] is JsonObject inner
                ? Merge(inner, member.Value)
                : JsonSerializer.SerializeToNode(member.Value);
        }

        return merged;
    }
}
