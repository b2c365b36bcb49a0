using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MediaNest.AppHost.Demo;

/// <summary>What an API answered: its status and, of the envelope, <c>data</c> or <c>error</c>.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Data, string? ErrorCode, string Text)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>A client of the gateway (or of the simulators), as one user.</summary>
internal sealed class DemoClient : IDisposable
{
    private readonly HttpClient _http;

    public DemoClient(Uri address) => _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public void SignIn(string token) => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    /// <summary>Sends a request whatever the answer.</summary>
    public async Task<Answer> TryAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var json = Parse(text);
        var isEnvelope = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("success", out _);
        var data = isEnvelope && json.TryGetProperty("data", out var inner) ? inner : json;
        var code = isEnvelope && json.TryGetProperty("error", out var error) ? error.Text("code") : null;
        return new Answer(response.StatusCode, data, code, text);
    }

    /// <summary>Sends a request that must succeed.</summary>
    /// <exception cref="DemoException">It did not.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(method, path, body, cancellationToken);
        return answer.IsSuccess ? answer.Data : throw DemoException.Of(method, path, answer);
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static JsonElement Parse(string text)
    {
        try
        {
            return text.Length == 0 ? default : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

/// <summary>A step of the demo did not do what it should.</summary>
internal sealed class DemoException(string message) : Exception(message)
{
    private const int LongestAnswer = 400;

    public static DemoException Of(HttpMethod method, string path, Answer answer) =>
        new($"{method} {path} answered {(int)answer.Status}: {(answer.Text.Length > LongestAnswer ? answer.Text[..LongestAnswer] + "…" : answer.Text)}");
}

internal static class JsonReading
{
    /// <summary>A property as text; empty when it is missing or null.</summary>
    public static string Text(this JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";

    /// <summary>A property of a property; an undefined element when there is none.</summary>
    public static JsonElement At(this JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) ? value : default;

    /// <summary>The first array in an answer, whatever its name is.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray(),
        JsonValueKind.Object => element.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array)
            .Select(property => property.Value.EnumerateArray().AsEnumerable()).FirstOrDefault([]),
        _ => [],
    };
}
