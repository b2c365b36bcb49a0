using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Testing;
using MediaNest.Testing.Smtp;

namespace MediaNest.Notification.Tests.Delivery;

/// <summary>The service with a mail server, quick retries, receivers on this machine allowed, and nothing gathered.</summary>
public class DeliveryApp : NotificationApp
{
    public const int MaxAttempts = 3;
    public const int DisableAfter = 2;

    public LoopbackSmtpServer Mail { get; } = LoopbackSmtpServer.Start();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Email:Host"] = "127.0.0.1",
        ["Email:Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
        ["Email:UseTls"] = "false",
        ["Email:From"] = "medianest@example.org",
        ["Notifications:DigestWindow"] = "00:00:00",
        ["Notifications:PublicUrl"] = "https://medianest.example/",
        ["Notifications:PreferencesUrl"] = "https://medianest.example/preferences?a=1&b=2",
        ["Delivery:MaxAttempts"] = MaxAttempts.ToString(CultureInfo.InvariantCulture),
        ["Delivery:RetryMinDelay"] = "00:00:00.05",
        ["Delivery:RetryMaxDelay"] = "00:00:05",
        ["Webhooks:AllowedNetworks:0"] = "127.0.0.1/32",
        ["Webhooks:DisableAfter"] = DisableAfter.ToString(CultureInfo.InvariantCulture),
        ["Webhooks:MaxPerUser"] = "3",
        ["Webhooks:Timeout"] = "00:00:02",
    };

    /// <summary>Somebody who wants to be told in these ways.</summary>
    public async Task<Guid> RegisterWantingAsync(string notifications, string? email = null)
    {
        var userId = await RegisterAsync(email: email);
        await PreferAsync(userId, notifications);
        return userId;
    }

    public async Task PreferAsync(Guid userId, string notifications, DateTimeOffset? at = null)
    {
        var messageId = Guid.CreateVersion7();
        await PublishAsync(
            new UserPreferencesChanged(userId, $$"""{"language":"en","notifications":{{notifications}}}""", at ?? TimeProvider.System.GetUtcNow()), messageId);
        await ConsumedAsync<UserPreferencesChanged>(messageId);
    }

    /// <summary>Waits until somebody has got so much mail, and gives it.</summary>
    public async Task<IReadOnlyList<ReceivedEmail>> MailAsync(string address, int atLeast)
    {
        IReadOnlyList<ReceivedEmail> mails = [];
        await Eventually.Async(
            () =>
            {
                mails = [.. Mail.Messages.Where(mail => mail.Recipients.Contains(address))];
                return mails.Count >= atLeast;
            },
            Patience,
            $"{atLeast} mails for {address}");
        return mails;
    }

    /// <summary>Adds a webhook over the API.</summary>
    public async Task<(Guid Id, string Secret)> AddWebhookAsync(Guid userId, string url, params string[] events)
    {
        using var client = For(userId);
        using var response = await client.PostAsJsonAsync("/api/v1/notifications/webhooks", new { url, events });
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var data = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        return (data.GetProperty("id").GetGuid(), data.GetProperty("secret").GetString()!);
    }

    public async Task<JsonElement> WebhookAsync(Guid userId, Guid id)
    {
        using var client = For(userId);
        return (await client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications/webhooks/{id}")).GetProperty("data");
    }

    /// <summary>Waits until the log has so many finished deliveries, and gives all, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync(Guid userId, Guid id, int finished)
    {
        using var client = For(userId);
        IReadOnlyList<JsonElement> items = [];
        await Eventually.Async(
            async () =>
            {
                var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications/webhooks/{id}/deliveries?limit=100");
                items = [.. answer.GetProperty("data").GetProperty("items").EnumerateArray()];
                return items.Count(item => item.GetProperty("status").GetString() != "pending") >= finished;
            },
            Patience,
            $"{finished} deliveries are finished");
        return items;
    }

    /// <summary>The events that announced notifications to somebody, in order.</summary>
    public async Task<IReadOnlyList<JsonElement>> AnnouncedAsync(Guid userId, int atLeast)
    {
        List<JsonElement> found = [];
        await Eventually.Async(
            async () =>
            {
                found = [.. (await TextsAsync(
                    "SELECT body::text FROM outbox_messages WHERE type LIKE '%NotificationCreated%' AND body->>'userId' = $1 ORDER BY sequence", userId.ToString()))
                    .Select(body => JsonElement.Parse(body))];
                return found.Count >= atLeast;
            },
            Patience,
            $"{atLeast} notifications are announced");
        return found;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Mail.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

[CollectionDefinition(nameof(DeliveryApp))]
public sealed class DeliveryCollection : ICollectionFixture<DeliveryApp>;
