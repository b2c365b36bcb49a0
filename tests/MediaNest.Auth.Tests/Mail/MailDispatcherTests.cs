using System.Globalization;
using MediaNest.Auth.Tests.App;
using MediaNest.Auth.Tests.Passwords;
using MediaNest.Testing;
using MediaNest.Testing.Smtp;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.Mail;

public sealed class MailDispatcherTests
{
    private static readonly TimeSpan Timeout = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task TwoReplicasSendEachMessageOnce()
    {
        await using var server = LoopbackSmtpServer.Start();
        await using var one = await StartAsync(server);
        await using var other = await StartAsync(server, one.Database);
        await one.CreateAdminAsync();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => (n % 2 == 0 ? one : other).RequestResetAsync()));
        await IsEmptyAsync(one);

        server.Messages.Count.ShouldBe(12);
        server.Messages.Select(message => message.Header("Message-ID")).ShouldBeUnique();
    }

    [Fact]
    public async Task ServerThatIsBusyIsAskedAgain()
    {
        await using var server = LoopbackSmtpServer.Start();
        server.React = command => command.StartsWith("RCPT", StringComparison.Ordinal) && server.Commands.Count(line => line == command) < 4
            ? new SmtpReaction.Reply("450 4.2.1 later")
            : null;
        await using var app = await StartAsync(server);
        await app.CreateAdminAsync();

        await app.RequestResetAsync();
        await IsEmptyAsync(app);

        server.Messages.Count.ShouldBe(1);
        server.Commands.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task MessageRefusedForGoodIsGivenUp()
    {
        await using var server = LoopbackSmtpServer.Start();
        server.React = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? new SmtpReaction.Reply("550 5.1.1 nobody here") : null;
        await using var app = await StartAsync(server);
        await app.CreateAdminAsync();

        (await app.RequestResetAsync()).Status.ShouldBe(200);
        await IsEmptyAsync(app);

        server.Commands.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task MessageNobodyHasAUseForAnyMoreIsGivenUp()
    {
        await using var server = LoopbackSmtpServer.Start();
        server.React = command => command == "CONNECT" ? new SmtpReaction.Drop() : null;
        await using var app = await StartAsync(server);
        await app.CreateAdminAsync();
        await app.RequestResetAsync();
        await Eventually.Async(
            () => app.WithDatabaseAsync(db => db.OutgoingEmails.AnyAsync(email => email.Attempts > 1)), Timeout, "it was tried more than once");

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        await IsEmptyAsync(app);

        server.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReplicaThatDiedLeavesItsMessageToTheNext()
    {
        await using var server = LoopbackSmtpServer.Start();
        var never = new TaskCompletionSource();
        server.React = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? new SmtpReaction.Wait(never.Task) : null;
        string database;
        await using (var dying = await StartAsync(server))
        {
            database = dying.Database;
            await dying.CreateAdminAsync();
            await dying.RequestResetAsync();
            await Eventually.Async(() => server.Commands.Any(line => line.StartsWith("RCPT", StringComparison.Ordinal)), Timeout, "it is being sent");
        }

        server.React = _ => null;
        await using var next = await StartAsync(server, database);
        (await next.WithDatabaseAsync(db => db.OutgoingEmails.CountAsync())).ShouldBe(1);
        next.Clock.Advance(TimeSpan.FromMinutes(5));
        await IsEmptyAsync(next);

        server.Messages.Count.ShouldBe(1);
    }

    private static Task<AuthApp> StartAsync(LoopbackSmtpServer server, string? database = null) => AuthApp.StartAsync(database: database, configure: settings =>
    {
        settings["Email:Host"] = "127.0.0.1";
        settings["Email:Port"] = server.Port.ToString(CultureInfo.InvariantCulture);
        settings["Email:UseTls"] = "false";
        settings["MailQueue:PollInterval"] = "00:00:00.1";
        settings["MailQueue:RetryMinDelay"] = "00:00:00.05";
        settings["PasswordReset:Limit"] = "100";
    });

    private static Task IsEmptyAsync(AuthApp app) =>
        Eventually.Async(() => app.WithDatabaseAsync(async db => !await db.OutgoingEmails.AnyAsync()), Timeout, "nothing waits to be sent");
}
