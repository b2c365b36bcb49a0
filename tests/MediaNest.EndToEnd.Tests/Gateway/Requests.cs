using System.Text.Json;

namespace MediaNest.EndToEnd.Tests.Gateway;

/// <summary>Requests with headers of all kinds, and answers with all of theirs.</summary>
internal static class Requests
{
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient http, string method, string path, HttpContent? content = null, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static string Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }

    public static async Task<HttpResponseMessage> ShouldFailAsync(this Task<HttpResponseMessage> answering, int status, string code)
    {
        var answer = await answering;
        var body = await answer.JsonAsync();
        ((int)answer.StatusCode).ShouldBe(status, body.GetRawText());
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
        body.GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        body.GetProperty("correlationId").GetString().ShouldBe(answer.Header("X-Correlation-ID"));
        return answer;
    }
}
