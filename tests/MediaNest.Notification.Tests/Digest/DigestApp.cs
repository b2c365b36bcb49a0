using MediaNest.Notification.Tests.Delivery;

namespace MediaNest.Notification.Tests.Digest;

/// <summary>The service with windows so long that a test's burst fits in, and so short that it can wait for their end.</summary>
public sealed class DigestApp : DeliveryApp
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings)
    {
        ["Notifications:DigestWindow"] = Window.ToString("c"),
        ["Notifications:DigestPollInterval"] = "00:00:00.1",
    };
}

[CollectionDefinition(nameof(DigestApp))]
public sealed class DigestCollection : ICollectionFixture<DigestApp>;
