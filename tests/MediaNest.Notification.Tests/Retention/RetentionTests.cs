using MediaNest.Notification.Retention;
using MediaNest.Notification.Tests.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Notification.Tests.Retention;

[Collection(nameof(DeliveryApp))]
public sealed class RetentionTests(DeliveryApp app)
{
    [Theory]
    [InlineData(89, true, true)]
    [InlineData(91, true, false)]
    [InlineData(91, false, true)]
    [InlineData(364, false, true)]
    [InlineData(366, false, false)]
    public async Task NotificationsStayAsLongAsConfigured(int days, bool read, bool stays)
    {
        var userId = Guid.CreateVersion7();
        await StoreAsync(userId, days, read, count: 1);

        await CleanAsync();

        (await app.CountAsync("SELECT count(*) FROM notifications WHERE user_id = $1", userId)).ShouldBe(stays ? 1 : 0);
    }

    [Fact]
    public async Task MoreThanABiteGoesAndReplicasDoNotGetInEachOthersWay()
    {
        var userId = Guid.CreateVersion7();
        await StoreAsync(userId, days: 400, read: false, count: 2_500);

        await Task.WhenAll(CleanAsync(), CleanAsync(), CleanAsync());
        await CleanAsync();

        (await app.CountAsync("SELECT count(*) FROM notifications WHERE user_id = $1", userId)).ShouldBe(0);
    }

    [Fact]
    public async Task FinishedDeliveriesGoWithTheirAttemptsWaitingOnesStay()
    {
        var userId = Guid.CreateVersion7();
        await app.ExecuteAsync(
            """
            INSERT INTO deliveries (id, user_id, channel, event, payload, status, attempts, due_at, created_at, finished_at)
            SELECT gen_random_uuid(), $1, 'email', 'broadcast', '', status, 1, now() + interval '1 day', now() - interval '60 days', finished
            FROM (VALUES ('delivered', now() - interval '31 days'), ('failed', now() - interval '31 days'), ('delivered', now() - interval '29 days'), ('pending', NULL)) AS row (status, finished)
            """,
            userId);
        await app.ExecuteAsync("INSERT INTO delivery_attempts (delivery_id, number, at, duration_ms) SELECT id, 1, now(), 1 FROM deliveries WHERE user_id = $1", userId);

        await CleanAsync();

        (await app.TextsAsync("SELECT status FROM deliveries WHERE user_id = $1 ORDER BY status", userId)).ShouldBe(["delivered", "pending"]);
        (await app.CountAsync("SELECT count(*) FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id WHERE d.user_id = $1", userId)).ShouldBe(2);
        await app.ExecuteAsync("DELETE FROM deliveries WHERE user_id = $1", userId);
    }

    private Task StoreAsync(Guid userId, int days, bool read, int count) => app.ExecuteAsync(
        """
        INSERT INTO notifications (id, user_id, cause, kind, title, message, data, created_at, read_at)
        SELECT gen_random_uuid(), $1, 'test:' || number, 'broadcast', 'Old', 'Old.', '{}', now() - make_interval(days => $2), CASE WHEN $3 THEN now() - make_interval(days => $2) END
        FROM generate_series(1, $4) AS number
        """,
        userId, days, read, count);

    private async Task CleanAsync()
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Cleanup>().DeleteAsync(CancellationToken.None);
    }
}
