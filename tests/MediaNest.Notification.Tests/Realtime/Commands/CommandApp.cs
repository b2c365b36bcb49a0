namespace MediaNest.Notification.Tests.Realtime.Commands;

[CollectionDefinition(nameof(CommandApp))]
public sealed class CommandCollection : ICollectionFixture<CommandApp>;

/// <summary>Two replicas over real servers, with other services that answer what a test tells them to. Tests keep apart by users of their own.</summary>
public sealed class CommandApp : IAsyncLifetime
{
    private FakeServices? _services;
    private NotificationReplica _second = null!;

    public NotificationApp Service { get; private set; } = null!;

    internal FakeServices Services => _services!;

    public async ValueTask InitializeAsync()
    {
        Service = new NotificationApp { MoreSettings = ServicesOf };
        await Service.InitializeAsync();
        _second = await Service.StartReplicaAsync();
    }

    public Task<SignedIn> SignInAsync(string role = "user") => Service.SignInAsync(role);

    /// <summary>Joins a namespace of the first replica, as the .NET package does it.</summary>
    internal Task<CommandClient> ConnectAsync(SignedIn user, string name = "/authenticated") => CommandClient.ConnectAsync(Service.Address, name, user.Token);

    /// <summary>The same at the second replica.</summary>
    internal Task<CommandClient> ConnectToSecondAsync(SignedIn user, string name = "/authenticated") => CommandClient.ConnectAsync(_second.Address, name, user.Token);

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await Service.DisposeAsync();
        await _services!.DisposeAsync();
    }

    private async Task<IReadOnlyDictionary<string, string>> ServicesOf(NotificationApp app)
    {
        _services ??= await FakeServices.StartAsync(app.Issuer.Address);
        return new[] { "auth", "media", "download", "operations" }.ToDictionary(name => $"services:{name}:http:0", _ => _services.Address, StringComparer.Ordinal);
    }
}
