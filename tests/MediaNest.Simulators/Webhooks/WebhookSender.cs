using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MediaNest.Simulators.Webhooks;

/// <summary>Delivers webhooks in order and in the background, three attempts each.</summary>
internal sealed partial class WebhookSender(IHttpClientFactory clients, TimeProvider time, ILogger<WebhookSender> logger) : BackgroundService
{
    private const int KeptDeliveries = 1000;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private readonly Channel<Webhook> _queue = Channel.CreateUnbounded<Webhook>();
    private readonly Lock _lock = new();
    private readonly List<WebhookDelivery> _deliveries = [];

    /// <summary>Queues a webhook; without an address there is nothing to do.</summary>
    public void Send(string system, string kind, string address, string authorization, JsonNode body)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            _queue.Writer.TryWrite(new Webhook(system, kind, uri, authorization, body.ToJsonString()));
        }
    }

    public IReadOnlyList<WebhookDelivery> Deliveries()
    {
        lock (_lock)
        {
            return [.. _deliveries];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _deliveries.Clear();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var webhook in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            await DeliverAsync(webhook, stoppingToken);
        }
    }

    private async Task DeliverAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var attempts = 1;
        var status = await TryAsync(webhook, cancellationToken);
        while (status is < 200 or >= 300 && attempts <= Pauses.Length)
        {
            LogAttemptFailed(webhook.Kind, attempts, status);
            await Task.Delay(Pauses[attempts - 1], time, cancellationToken);
            status = await TryAsync(webhook, cancellationToken);
            attempts++;
        }

        Record(new WebhookDelivery(webhook.System, webhook.Kind, status, attempts, time.GetUtcNow(), JsonNode.Parse(webhook.Body)!));
    }

    private async Task<int> TryAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(nameof(WebhookSender));
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Address)
            {
                Content = new StringContent(webhook.Body, Encoding.UTF8, MediaTypeNames.Application.Json),
            };
            if (webhook.Authorization.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("Authorization", webhook.Authorization);
            }

            using var response = await client.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    private void Record(WebhookDelivery delivery)
    {
        lock (_lock)
        {
            if (_deliveries.Count >= KeptDeliveries)
            {
                _deliveries.RemoveAt(0);
            }

            _deliveries.Add(delivery);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Webhook {Kind}: attempt {Attempt} failed with status {Status} (0: no answer)")]
    private partial void LogAttemptFailed(string kind, int attempt, int status);

    private sealed record Webhook(string System, string Kind, Uri Address, string Authorization, string Body);
}
