using MediaNest.Notification.Tests.Delivery;

namespace MediaNest.Notification.Tests.Digest;

/// <summary>The service with windows that no burst outlasts, however slow the machine: a test ends them itself.</summary>
public sealed class DigestApp : DeliveryApp
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings)
    {
        ["Notifications:DigestWindow"] = "01:00:00",
        ["Notifications:DigestPollInterval"] = "00:00:00.1",
    };

    /// <summary>Makes what is held back for somebody due, as the end of their windows would.</summary>
    public Task EndWindowsAsync(Guid userId) => ExecuteAsync("UPDATE held_notifications SET due_at = now() - interval '1 minute' WHERE user_id = $1", userId);
}

[CollectionDefinition(nameof(DigestApp))]
public sealed class DigestCollection : ICollectionFixture<DigestApp>;
