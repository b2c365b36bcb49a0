using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.Gateway.Caching;
using MediaNest.Gateway.Routing;

namespace MediaNest.Gateway.OpenApi;

/// <summary>The union as it is sent.</summary>
internal sealed record PublishedDocument(byte[] Json, string Tag, DateTimeOffset GoodUntil);

/// <summary>Fetches the services' documents and keeps their union for a minute; for a few seconds only while a service is missing from it.</summary>
internal sealed class OpenApiDocuments(
    IHttpClientFactory clients, IReadOnlyList<GatewayRoute> routes, TimeProvider time, ILogger<OpenApiDocuments> logger) : IDisposable
{
    public const string ClientName = "openapi";

    private static readonly TimeSpan WholeFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IncompleteFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile PublishedDocument? _published;

    public async ValueTask<PublishedDocument> GetAsync(CancellationToken cancellationToken)
    {
        if (_published is { } fresh && fresh.GoodUntil > time.GetUtcNow())
        {
            return fresh;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_published is not { } published || published.GoodUntil <= time.GetUtcNow())
            {
                _published = published = await MergeAsync(cancellationToken);
            }

            return published;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<PublishedDocument> MergeAsync(CancellationToken cancellationToken)
    {
        var documents = await Task.WhenAll(RouteTable.Services.Select(service => FetchAsync(service, cancellationToken)));
        var missing = RouteTable.Services.Where((_, index) => documents[index] is null).ToList();
        var json = JsonSerializer.SerializeToUtf8Bytes(OpenApiUnion.Merge([.. documents.OfType<ServiceDocument>()], missing, routes));
        return new PublishedDocument(json, $"\"{ContentTag.Of(json)}\"", time.GetUtcNow() + (missing.Count == 0 ? WholeFor : IncompleteFor));
    }

    private async Task<ServiceDocument?> FetchAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            var root = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://{service}/openapi/v1.json"), cancellationToken)) as JsonObject;
            return root?["paths"] is JsonObject ? new ServiceDocument(service, root) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            OpenApiLog.Missing(logger, service, failure.Message);
            return null;
        }
    }
}

internal static partial class OpenApiLog
{
    [LoggerMessage(10, LogLevel.Warning, "The OpenAPI document of {Service} is left out: {Reason}")]
    public static partial void Missing(ILogger logger, string service, string reason);
}
