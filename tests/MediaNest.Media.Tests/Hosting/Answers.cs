using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MediaNest.Media.Tests.Hosting;

/// <summary>Reads the envelope.</summary>
internal static class Answers
{
    public static async Task<JsonElement> DataAsync(this HttpResponseMessage response)
    {
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        answer.GetProperty("success").GetBoolean().ShouldBeTrue(answer.ToString());
        return answer.GetProperty("data");
    }

    public static async Task<JsonElement> ShouldFailAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        var answer = JsonDocument.Parse(text).RootElement;
        answer.GetProperty("success").GetBoolean().ShouldBeFalse();
        answer.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        return answer.GetProperty("error");
    }

    public static Task<HttpResponseMessage> AskAsync(this HttpClient client, int tmdbId, string mediaType = "movie", int[]? seasons = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/media/request") { Content = JsonContent.Create(new { tmdbId, mediaType, seasons }) };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string address, string json) =>
        client.PostAsync(new Uri(address, UriKind.Relative), new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    public static async Task<JsonElement> GetDataAsync(this HttpClient client, string address)
    {
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.DataAsync();
    }
}
