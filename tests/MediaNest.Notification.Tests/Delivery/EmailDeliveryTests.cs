using MediaNest.Contracts;
using MediaNest.Testing;
using MediaNest.Testing.Smtp;

namespace MediaNest.Notification.Tests.Delivery;

[Collection(nameof(DeliveryApp))]
public sealed class EmailDeliveryTests(DeliveryApp app)
{
    private const string ByMail = """{"email":true}""";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task WhoWantsMailGetsItWithBothPartsAndAWayOut()
    {
        var address = Address();
        var userId = await app.RegisterWantingAsync(ByMail, address);
        await app.PublishAsync(Events.Moved(userId, "available"));

        var mail = (await app.MailAsync(address, 1)).ShouldHaveSingleItem();
        mail.Header("Subject").ShouldBe("[MediaNest] Ready to watch");
        mail.Header("Content-Type").ShouldNotBeNull().ShouldStartWith("multipart/alternative");
        mail.Header("List-Unsubscribe").ShouldBe("<https://medianest.example/preferences?a=1&b=2>");
        mail.Text.ShouldNotBeNull().ShouldContain("“Heat” is in the library.");
        mail.Text.ShouldContain("https://medianest.example/");
        mail.Html.ShouldNotBeNull().ShouldContain("“Heat” is in the library.");
        mail.Html.ShouldContain("href=\"https://medianest.example/preferences?a=1&amp;b=2\"");
        (await app.AnnouncedAsync(userId, 1)).Single().GetProperty("channels").EnumerateArray().Select(channel => channel.GetString()).ShouldBe(["socket", "email", "webhook"]);
    }

    [Fact]
    public async Task WhatPeopleTypedIsNoMarkupAndNoHeader()
    {
        var address = Address();
        var admin = await app.RegisterAsync("admin", email: address);
        await app.PreferAsync(admin, ByMail);
        await app.PublishAsync(Events.Requested(await app.RegisterAsync(), title: "<script>alert(1)</script>\r\nBcc: mallory@example.org\r\n\r\n"));

        var mail = (await app.MailAsync(address, 1)).ShouldHaveSingleItem();
        mail.Html.ShouldNotBeNull().ShouldNotContain("<script");
        mail.Html.ShouldContain("&lt;script&gt;");
        mail.Header("Bcc").ShouldBeNull();
        mail.Recipients.ShouldBe([address]);
    }

    [Fact]
    public async Task ATitleOfManyLinesIsOneSubjectOfBearableLength()
    {
        var (address, admin) = (Address(), await app.RegisterAsync("admin"));
        await app.RegisterWantingAsync(ByMail, address);
        await app.PublishAsync(new AdminBroadcastSent(
            Guid.CreateVersion7(), admin, "olga", "Down\r\nBcc: mallory@example.org " + string.Concat(Enumerable.Repeat("🎬", 120)), "Tonight.", Role: null, Now));

        var subject = (await app.MailAsync(address, 1)).ShouldHaveSingleItem().Header("Subject").ShouldNotBeNull();
        subject.ShouldStartWith("[MediaNest] Down  Bcc: mallory@example.org");
        subject.ShouldEndWith("🎬");
        subject.Length.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public async Task NobodyIsWrittenToWhoDoesNotWantItOrHasNoAddressThatIsTheirs()
    {
        var (unasked, unverified, witness) = (Address(), Address(), Address());
        var silent = await app.RegisterAsync(email: unasked);
        var unknown = Guid.CreateVersion7();
        await app.PublishAsync(new UserRegistered(unknown, "eve", unverified, "user", "plex", Now, EmailVerified: false));
        await app.PreferAsync(unknown, ByMail);
        var without = await app.RegisterWantingAsync(ByMail);
        var wanting = await app.RegisterWantingAsync(ByMail, witness);
        await app.PublishAsync(Events.Moved(silent, "available", followers: [unknown, without, wanting]));

        await app.MailAsync(witness, 1);
        await app.NotificationsAsync(without, 1);
        (await app.CountAsync("SELECT count(*) FROM deliveries WHERE user_id IN ($1, $2, $3)", silent, unknown, without)).ShouldBe(0);
    }

    [Fact]
    public async Task AnAddressFollowsItsOwner()
    {
        var (before, after) = (Address(), Address());
        var userId = await app.RegisterWantingAsync(ByMail, before);
        await ChangeAsync(userId, after, Now.AddMinutes(2));
        // told late
        await ChangeAsync(userId, "late@example.org", Now.AddMinutes(1));
        await app.PublishAsync(Events.Moved(userId, "available"));

        await app.MailAsync(after, 1);
        app.Mail.Messages.ShouldAllBe(mail => !mail.Recipients.Contains(before) && !mail.Recipients.Contains("late@example.org"));
    }

    [Fact]
    public async Task MailIsTriedAgainUntilTheServerTakesIt()
    {
        var address = Address();
        var refused = 0;
        app.Mail.React = command =>
            command.StartsWith($"RCPT TO:<{address}>", StringComparison.Ordinal) && Interlocked.Increment(ref refused) < DeliveryApp.MaxAttempts
                ? new SmtpReaction.Reply("451 later")
                : null;
        var userId = await app.RegisterWantingAsync(ByMail, address);
        await app.PublishAsync(Events.Moved(userId, "available"));

        await app.MailAsync(address, 1);
        await WaitForStatusAsync(userId, "delivered");
        (await app.CountAsync("SELECT count(*) FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id WHERE d.user_id = $1", userId)).ShouldBe(DeliveryApp.MaxAttempts);
        (await app.TextsAsync(
            "SELECT coalesce(error, 'none') FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id WHERE d.user_id = $1 ORDER BY number", userId))
            .ShouldBe(["The SMTP server refused the message with 451.", "The SMTP server refused the message with 451.", "none"]);
    }

    [Fact]
    public async Task AnAddressThatIsRefusedForGoodIsTriedOnce()
    {
        var address = Address();
        app.Mail.React = command => command.StartsWith($"RCPT TO:<{address}>", StringComparison.Ordinal) ? new SmtpReaction.Reply("550 nobody here") : null;
        var userId = await app.RegisterWantingAsync(ByMail, address);
        await app.PublishAsync(Events.Moved(userId, "available"));

        await WaitForStatusAsync(userId, "failed");
        (await app.CountAsync("SELECT count(*) FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id WHERE d.user_id = $1", userId)).ShouldBe(1);
    }

    [Fact]
    public async Task ADeliveryThatItsHolderDidNotFinishIsSentByAnotherUnderTheSameId()
    {
        var address = Address();
        var userId = await app.RegisterWantingAsync(ByMail, address);
        var id = Guid.CreateVersion7();
        await app.ExecuteAsync(
            """
            INSERT INTO deliveries (id, user_id, channel, event, payload, status, attempts, due_at, lease_id, leased_until, created_at)
            VALUES ($1, $2, 'email', 'broadcast', '{"title":"Hello","message":"Again.","lines":[]}', 'pending', 1, now() - interval '1 minute', $3, now() - interval '1 second', now())
            """,
            id, userId, Guid.CreateVersion7());

        (await app.MailAsync(address, 1)).ShouldHaveSingleItem().Header("Message-ID").ShouldBe($"<{id:N}@example.org>");
    }

    [Fact]
    public async Task TwoReplicasSendEachMailOnce()
    {
        await using var replica = await app.StartReplicaAsync();
        var address = Address();
        var userId = await app.RegisterWantingAsync(ByMail, address);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.PublishAsync(Events.Moved(userId, "available"))));

        await app.MailAsync(address, 20);
        await Eventually.Async(
            async () => await app.CountAsync("SELECT count(*) FROM deliveries WHERE user_id = $1 AND status = 'delivered'", userId) == 20, NotificationApp.Patience, "all is recorded");
        (await app.MailAsync(address, 20)).Select(mail => mail.Header("Message-ID")).Distinct().Count().ShouldBe(20);
        app.Mail.Messages.Count(mail => mail.Recipients.Contains(address)).ShouldBe(20);
    }

    private static string Address() => $"{Guid.CreateVersion7():N}@example.org";

    private async Task ChangeAsync(Guid userId, string address, DateTimeOffset at)
    {
        var messageId = Guid.CreateVersion7();
        await app.PublishAsync(new UserProfileChanged(userId, "somebody", address, at), messageId);
        await app.ConsumedAsync<UserProfileChanged>(messageId);
    }

    private Task WaitForStatusAsync(Guid userId, string status) => Eventually.Async(
        async () => await app.CountAsync("SELECT count(*) FROM deliveries WHERE user_id = $1 AND status = $2", userId, status) == 1, NotificationApp.Patience, $"the delivery is {status}");
}
