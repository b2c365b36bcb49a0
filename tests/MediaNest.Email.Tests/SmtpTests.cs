using System.Net;
using System.Net.Security;
using MediaNest.LocalHosting;
using MediaNest.Testing;
using MediaNest.Testing.Smtp;

namespace MediaNest.Email.Tests;

public sealed class SmtpTests
{
    [Fact]
    public async Task MessageArrivesWithBothItsParts()
    {
        await using var server = LoopbackSmtpServer.Start();
        await using var mailer = await Mailer.ForAsync(server, ("FromName", "Our Médias"));
        var message = Mailer.Message("Grüße an Olivia: https://example.org/?a=b&c=d\r\n.\r\n..two dots\r\n" + new string('x', 2_000), "<p>Grüße</p>", "Schöne Grüße 🎬");

        await mailer.SendAsync(message);

        var received = server.Messages.ShouldHaveSingleItem();
        received.Sender.ShouldBe("medianest@example.org");
        received.Recipients.ShouldBe(["olivia@example.org"]);
        received.Text!.TrimEnd().ShouldBe(message.Text);
        received.Html!.TrimEnd().ShouldBe("<p>Grüße</p>");
        received.Header("Subject").ShouldBe("Schöne Grüße 🎬");
        received.Header("From").ShouldNotBeNull().ShouldContain("Our Médias");
        received.Header("Message-ID").ShouldBe($"<{message.Id:N}@example.org>");
        received.Header("Auto-Submitted").ShouldBe("auto-generated");
        received.HeaderNames.ShouldBeUnique();
        // said after the message is taken, to a server that may not have read it yet
        await Eventually.Async(() => server.Commands.Last() == "QUIT", Eventually.Patience, "the client takes its leave");
    }

    [Fact]
    public async Task WhereToUnsubscribeIsAHeaderAndNothingButThat()
    {
        await using var server = LoopbackSmtpServer.Start();
        await using var mailer = await Mailer.ForAsync(server);
        var message = new EmailMessage(Guid.CreateVersion7(), EmailAddress.Parse("olivia@example.org"), "Hello", "Text", "<p>Text</p>")
        {
            Unsubscribe = new Uri("https://example.org/a>\r\nBcc: mallory@example.org?ü"),
        };

        await mailer.SendAsync(message);

        var received = server.Messages.ShouldHaveSingleItem();
        received.Header("List-Unsubscribe").ShouldBe("<https://example.org/a%3E%0D%0ABcc:%20mallory@example.org?%C3%BC>");
        received.Header("Bcc").ShouldBeNull();
        received.Header("Content-Type").ShouldNotBeNull().ShouldStartWith("multipart/alternative");
        received.Recipients.ShouldBe(["olivia@example.org"]);
    }

    [Fact]
    public async Task PasswordIsSentByTlsAndWrittenNowhere()
    {
        await using var server = LoopbackSmtpServer.Start(offersTls: true, account: ("medianest", "s3cret-of-the-server"));
        await using var mailer = await Mailer.ForAsync(server, ("UseTls", "true"), ("User", "medianest"), ("Password", "s3cret-of-the-server"));
        using var trust = Trust(server);

        await mailer.SendAsync(Mailer.Message("A link nobody else may see"));

        server.Messages.ShouldHaveSingleItem().WasEncrypted.ShouldBeTrue();
        server.Commands.First(command => command.StartsWith("AUTH", StringComparison.Ordinal)).ShouldNotBeNull();
        mailer.Log.Text.ShouldNotBeEmpty();
        mailer.Log.Text.ShouldNotContain("s3cret");
        mailer.Log.Text.ShouldNotContain("nobody else");
        mailer.Log.Text.ShouldNotContain("olivia");
    }

    [Fact]
    public async Task WrongPasswordIsTheOperatorsToMend()
    {
        await using var server = LoopbackSmtpServer.Start(account: ("medianest", "right"));
        await using var mailer = await Mailer.ForAsync(server, ("User", "medianest"), ("Password", "wrong-one"));

        var failure = await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()));

        failure.IsPermanent.ShouldBeFalse();
        failure.ToString().ShouldNotContain("wrong-one");
        server.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task ServerWithoutTlsGetsNoMessageThatAsksForIt()
    {
        await using var server = LoopbackSmtpServer.Start(offersTls: false);
        await using var mailer = await Mailer.ForAsync(server, ("UseTls", "true"));

        (await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()))).IsPermanent.ShouldBeFalse();

        server.Commands.ShouldNotContain(command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerThatNobodyVouchesForGetsNoMessage()
    {
        await using var server = LoopbackSmtpServer.Start(offersTls: true);
        await using var mailer = await Mailer.ForAsync(server, ("UseTls", "true"));

        (await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()))).IsPermanent.ShouldBeFalse();

        server.Commands.ShouldNotContain(command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such mailbox olivia@example.org", true)]
    [InlineData("RCPT", "450 4.2.1 later", false)]
    [InlineData("RCPT", "452 4.2.2 mailbox full", false)]
    [InlineData("MAIL", "421 4.3.2 closing", false)]
    [InlineData("MAIL", "550 5.7.1 not you", true)]
    [InlineData("DATA", "451 4.3.0 later", false)]
    [InlineData("DATA", "554 5.7.1 no", false)]
    [InlineData(".", "552 5.2.3 too big", true)]
    [InlineData(".", "451 4.7.1 greylisted", false)]
    [InlineData("EHLO", "421 4.3.2 closing", false)]
    [InlineData("CONNECT", "554 no service", false)]
    [InlineData("CONNECT", "nonsense", false)]
    public async Task RefusalTellsWhetherToTryAgain(string command, string reply, bool isPermanent)
    {
        await using var server = LoopbackSmtpServer.Start();
        server.React = line => line.StartsWith(command, StringComparison.Ordinal) ? new SmtpReaction.Reply(reply) : null;
        await using var mailer = await Mailer.ForAsync(server);

        var failure = await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()));

        failure.IsPermanent.ShouldBe(isPermanent);
        failure.Message.ShouldNotContain("olivia");
        server.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task DroppedConversationMayBeTriedAgain(string command)
    {
        await using var server = LoopbackSmtpServer.Start();
        server.React = line => line.StartsWith(command, StringComparison.Ordinal) ? new SmtpReaction.Drop() : null;
        await using var mailer = await Mailer.ForAsync(server);

        (await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()))).IsPermanent.ShouldBeFalse();
        server.React = _ => null;
        await mailer.SendAsync(Mailer.Message());

        server.Messages.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData(".")]
    public async Task SlowServerIsGivenUp(string command)
    {
        await using var server = LoopbackSmtpServer.Start();
        var never = new TaskCompletionSource();
        server.React = line => line.StartsWith(command, StringComparison.Ordinal) ? new SmtpReaction.Wait(never.Task) : null;
        await using var mailer = await Mailer.ForAsync(server, ("Timeout", "00:00:01"));

        (await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()))).IsPermanent.ShouldBeFalse();
    }

    [Fact]
    public async Task ServiceThatStopsDoesNotWaitForTheServer()
    {
        await using var server = LoopbackSmtpServer.Start();
        var never = new TaskCompletionSource();
        server.React = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? new SmtpReaction.Wait(never.Task) : null;
        await using var mailer = await Mailer.ForAsync(server);
        using var stop = new CancellationTokenSource();

        var sending = mailer.Sender.SendAsync(Mailer.Message(), stop.Token);
        await Eventually.Async(() => server.Commands.Any(command => command.StartsWith("RCPT", StringComparison.Ordinal)), Eventually.Patience, "the server is asked");
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task ServerThatIsNotThereMayBeTriedAgain()
    {
        await using var mailer = await Mailer.StartAsync(
            ("Host", "127.0.0.1"), ("Port", FreePorts.Next().ToString(System.Globalization.CultureInfo.InvariantCulture)), ("UseTls", "false"));

        (await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()))).IsPermanent.ShouldBeFalse();
    }

#pragma warning disable SYSLIB0014, MA0039 // the one place SmtpClient asks whether a certificate is trusted
    private static Restore Trust(LoopbackSmtpServer server)
    {
        var hash = server.Certificate!.GetCertHashString();
        RemoteCertificateValidationCallback trusting = (_, certificate, _, errors) => errors == SslPolicyErrors.None || certificate?.GetCertHashString() == hash;
        ServicePointManager.ServerCertificateValidationCallback += trusting;
        return new Restore(() => ServicePointManager.ServerCertificateValidationCallback -= trusting);
    }
#pragma warning restore SYSLIB0014, MA0039

    private sealed class Restore(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
