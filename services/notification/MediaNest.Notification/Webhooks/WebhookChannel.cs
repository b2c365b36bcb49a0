using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MediaNest.Encryption;
using MediaNest.Notification.Data;
using MediaNest.Notification.Delivery;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Webhooks;

/// <summary>Sends deliveries to webhooks.</summary>
internal sealed class WebhookChannel(
    NotificationDbContext database, WebhookClient client, SecretProtector protector, TimeProvider clock, ILogger<WebhookChannel> logger)
{
    private static readonly ProductInfoHeaderValue Agent = new("MediaNest", "1.0");

    public async Task<AttemptResult> SendAsync(QueuedDelivery delivery, CancellationToken cancellationToken)
    {
        var webhook = await database.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == delivery.WebhookId, cancellationToken);
        if (webhook is null || (!webhook.Enabled && !delivery.IsTest))
        {
            return new AttemptResult("The webhook is switched off.") { IsFinal = true };
        }

        if (!protector.TryUnprotect(Webhook.SecretPurpose(webhook.Id), webhook.ProtectedSecret, out var secret))
        {
            logger.SecretUnreadable(webhook.Id);
            return new AttemptResult("The webhook's secret cannot be read; set a new one.") { IsFinal = true };
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url);
        request.Content = new StringContent(delivery.Payload, Encoding.UTF8, "application/json");
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add(WebhookSignature.DeliveryHeader, delivery.Id.ToString());
        request.Headers.Add(WebhookSignature.EventHeader, delivery.Event);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Compute(secret, clock.GetUtcNow(), delivery.Payload));
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return Judge(response);
        }
        catch (TimeoutException exception)
        {
            return new AttemptResult(exception.Message);
        }
        catch (HttpRequestException exception) when (exception.InnerException is AddressNotAllowedException refusal)
        {
            return new AttemptResult(refusal.Message) { IsFinal = true };
        }
        catch (HttpRequestException exception)
        {
            return new AttemptResult(Explain(exception));
        }
    }

    private AttemptResult Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return new AttemptResult(StatusCode: status);
        }

        var error = status is >= 300 and < 400 ? "The receiver redirects; redirects are not followed." : string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}.");
        var isGone = response.StatusCode == HttpStatusCode.Gone;
        var after = response.Headers.RetryAfter;
        return new AttemptResult(error, status) { IsFinal = isGone, IsGone = isGone, RetryAfter = after?.Delta ?? (after?.Date - clock.GetUtcNow()) };
    }

    /// <summary>In words of ours: the exception's may tell of our network.</summary>
    private static string Explain(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "The receiver's name was not found.",
        HttpRequestError.SecureConnectionError => "No trusted TLS connection came about.",
        HttpRequestError.ConnectionError when exception.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            "The receiver's name was not found.",
        HttpRequestError.ConnectionError => "The receiver could not be connected to.",
        HttpRequestError.ConfigurationLimitExceeded => "The receiver's answer was too large.",
        _ => "The receiver's answer could not be read.",
    };
}
