using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using MediaNest.Plex.Sync;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Webhooks;

/// <summary>
/// Plex's webhooks: unsigned, so the secret is part of the address and the server must be ours. They are a nudge to look, never truth.
/// </summary>
internal static class PlexWebhookApi
{
    private const int MaxPayload = 256 * 1024;

    public static RouteHandlerBuilder MapPlexWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/webhooks/plex/{secret}", ReceiveAsync)
            .WithTags("Webhooks")
            .WithSummary("Plex's own webhook: multipart, with JSON in the field payload")
            .AllowAnonymous()
            .DisableAntiforgery();

    private static async Task<Results<Ok<ApiResponse<WebhookReceipt>>, ApiError>> ReceiveAsync(
        string secret, HttpRequest request, IOptions<PlexOptions> options, PlexDbContext database, LiveLook look, TimeProvider clock,
        ILogger<PlexWebhook> logger, CancellationToken cancellationToken)
    {
        if (!IsOurs(secret, options.Value.WebhookSecret))
        {
            // nothing here for those who guess
            return ApiError.NotFound(ErrorCodes.MessageForStatus(404));
        }

        if (!request.HasFormContentType)
        {
            return new ApiError(StatusCodes.Status415UnsupportedMediaType, ErrorCodes.UnsupportedMediaType, "Plex sends multipart/form-data.");
        }

        PlexWebhook? webhook;
        try
        {
            var payload = (await request.ReadFormAsync(cancellationToken))["payload"].ToString();
            if (payload.Length > MaxPayload)
            {
                return new ApiError(StatusCodes.Status413PayloadTooLarge, ErrorCodes.PayloadTooLarge, ErrorCodes.MessageForStatus(413));
            }

            webhook = JsonSerializer.Deserialize<PlexWebhook>(payload, PlexAnswer.Json);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException)
        {
            return ApiError.Validation("payload", "Must be a JSON object.");
        }

        if (webhook?.Event is null)
        {
            return ApiError.Validation("payload", "Must name its event.");
        }

        var machine = await database.ServerStates.Select(state => state.MachineIdentifier).SingleOrDefaultAsync(cancellationToken);
        var known = machine is null || webhook.Server?.Uuid is null || webhook.Server.Uuid == machine;
        logger.Received(webhook.Event, known);
        if (known && webhook.Event == "library.new")
        {
            look.Nudge(webhook.Metadata?.Type is "movie" ? "movie" : "show", clock.GetUtcNow());
        }

        return TypedResults.Ok(ApiResponse.Of(new WebhookReceipt(known)));
    }

    private static bool IsOurs(string given, string? secret) =>
        secret is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>Whether the webhook meant anything here.</summary>
internal sealed record WebhookReceipt(bool Accepted);

internal sealed record PlexWebhook(
    string? Event,
    [property: System.Text.Json.Serialization.JsonPropertyName("Server")] PlexWebhookServer? Server,
    [property: System.Text.Json.Serialization.JsonPropertyName("Metadata")] PlexMetadata? Metadata);

internal sealed record PlexWebhookServer(string? Uuid);

internal static partial class WebhookLog
{
    [LoggerMessage(20, LogLevel.Information, "Plex announced {Event}; from our server: {Ours}")]
    public static partial void Received(this ILogger logger, string @event, bool ours);
}
