using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MediaNest.Operations.Status;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.UptimeKuma;

internal static class UptimeKumaWebhook
{
    public static RouteHandlerBuilder MapUptimeKumaWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/webhooks/uptime-kuma", Receive).AllowAnonymous().WithTags("Webhooks")
            .WithSummary("Uptime Kuma's webhook, with the secret as Authorization. What it says is not believed: it makes us look.");

    /// <summary>The body is unsigned, and null in parts for tests and certificate notices: that something happened is all it tells.</summary>
    private static Results<Ok<ApiResponse<Accepted>>, ApiError> Receive(
        [FromHeader(Name = "Authorization")] string? authorization,
        [FromBody] JsonElement body,
        IOptions<UptimeKumaOptions> options,
        WorkSignal<MonitorService> monitor)
    {
        if (!IsSecret(authorization, options.Value.WebhookSecret))
        {
            return new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "The webhook's secret is missing or wrong.");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return ApiError.Validation("body", "The body must be a JSON object.");
        }

        monitor.Set();
        return TypedResults.Ok(ApiResponse.Of(new Accepted(true)));
    }

    private static bool IsSecret(string? given, string? expected) =>
        given is not null && expected is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    internal sealed record Accepted(bool Received);
}
