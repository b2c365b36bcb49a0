using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MediaNest.EndToEnd.Tests.Running;

/// <summary>What the gateway answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The whole body; undefined where it was empty.</param>
/// <param name="Headers">The answer's headers.</param>
public sealed record Answer(int Status, JsonElement Body, HttpResponseHeaders Headers)
{
    public JsonElement Data => Body.GetProperty("data");

    public string ErrorCode => Body.GetProperty("error").GetProperty("code").GetString()!;

    public Answer ShouldBe(int status)
    {
        Status.ShouldBe(status, Body.ValueKind == JsonValueKind.Undefined ? "(no body)" : Body.GetRawText());
        return this;
    }

    public Answer ShouldFail(int status, string code)
    {
        ShouldBe(status);
        Body.GetProperty("success").GetBoolean().ShouldBeFalse();
        ErrorCode.ShouldBe(code);
        Body.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        return this;
    }
}

/// <summary>Somebody who talks to the gateway, signed in or not.</summary>
public sealed class ApiClient(HttpClient http, string? token = null, string? apiKey = null)
{
    public string? Token { get; } = token;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? correlationId = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        if (apiKey is not null)
        {
            request.Headers.Add("X-API-Key", apiKey);
        }

        if (correlationId is not null)
        {
            request.Headers.Add("X-Correlation-ID", correlationId);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        JsonElement body = default;
        if (text.Length > 0 && response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            using var document = JsonDocument.Parse(text);
            body = document.RootElement.Clone();
        }

        return new Answer((int)response.StatusCode, body, response.Headers);
    }
}
