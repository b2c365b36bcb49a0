using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MediaNest.Auth.Tests.App;

/// <summary>An HTTP client that knows the envelope.</summary>
internal sealed class ApiClient(HttpClient http, string? token)
{
    public string? Token => token;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, content: null);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), headers);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body));

    public Task<Answer> RawAsync(string method, string path, string? body, string contentType = "application/json") =>
        SendAsync(new HttpMethod(method), path, body is null ? null : new StringContent(body, Encoding.UTF8, contentType));

    public Task<Answer> FormAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, text, response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join('\n', header.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => Parse();

    /// <summary>The data of a success.</summary>
    public JsonElement Data
    {
        get
        {
            Status.ShouldBe(200, Text);
            Json.GetProperty("success").GetBoolean().ShouldBeTrue();
            return Json.GetProperty("data");
        }
    }

    public string this[string field] => Data.GetProperty(field).GetString()!;

    public IEnumerable<string> Cookies => Headers.TryGetValue("Set-Cookie", out var cookies) ? cookies.Split('\n') : [];

    public string Cookie(string name) => Cookies.Single(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal));

    /// <summary>Asserts that it is a failure in the envelope.</summary>
    public JsonElement ShouldFail(int status, string code)
    {
        Status.ShouldBe(status, Text);
        Json.GetProperty("success").GetBoolean().ShouldBeFalse();
        Json.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        var error = Json.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code, Text);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        return error;
    }

    private JsonElement Parse()
    {
        using var document = JsonDocument.Parse(Text);
        return document.RootElement.Clone();
    }
}
