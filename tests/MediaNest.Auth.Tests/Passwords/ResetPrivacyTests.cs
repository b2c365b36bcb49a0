using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using MediaNest.Auth.Data;
using MediaNest.Auth.Tests.App;
using MediaNest.Testing.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MediaNest.Auth.Tests.Passwords;

/// <summary>Asking for a new password tells nobody who has an account, and hands nobody a token.</summary>
public sealed class ResetPrivacyTests
{
    [Fact]
    public async Task UnknownAddressGetsTheSameAnswerForTheSameWork()
    {
        var statements = new Statements();
        await using var app = await AuthApp.StartAsync(services: services => services.ConfigureDbContext<AuthDbContext>(options => options.AddInterceptors(statements)));
        await app.CreateAdminAsync();

        var known = await statements.OfRequestAsync(() => app.RequestResetAsync());
        var unknown = await statements.OfRequestAsync(() => app.RequestResetAsync("nobody@example.org"));

        unknown.Answer.Text.ShouldBe(known.Answer.Text);
        unknown.Answer.Headers.Keys.ShouldBe(known.Answer.Headers.Keys, ignoreOrder: true);
        string.Join("\n", unknown.Statements).ShouldBe(string.Join("\n", known.Statements));
        known.Statements.Count.ShouldBeGreaterThan(3);
        await app.Mail.ResetTokenAsync(Household.AdminEmail);
        await MediaNest.Testing.Eventually.Async(
            () => app.WithDatabaseAsync(async db => !await db.OutgoingEmails.AnyAsync()), MediaNest.Testing.Eventually.Patience, "both messages are dealt with");
        app.Mail.To("nobody@example.org").ShouldBeEmpty();
    }

    [Fact]
    public async Task ThreeAnHourForKnownAndUnknownAlike()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        foreach (var email in new[] { Household.AdminEmail, "nobody@example.org" })
        {
            for (var i = 0; i < 3; i++)
            {
                (await app.RequestResetAsync(i == 1 ? email.ToUpperInvariant() : email)).Status.ShouldBe(200);
                app.Clock.Advance(TimeSpan.FromMinutes(1));
            }

            var refused = await app.RequestResetAsync(email);

            var error = refused.ShouldFail(429, "RATE_LIMIT_EXCEEDED");
            error.GetProperty("retryAfter").GetInt32().ShouldBeInRange(56 * 60, 57 * 60);
            refused.Headers["Retry-After"].ShouldBe(error.GetProperty("retryAfter").GetRawText());
        }

        // the first of the last three is an hour ago now, the second is not
        app.Clock.Advance(TimeSpan.FromMinutes(57));
        (await app.RequestResetAsync("nobody@example.org")).Status.ShouldBe(200);
        (await app.RequestResetAsync("nobody@example.org")).ShouldFail(429, "RATE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task LimitHoldsAcrossReplicasAndAtOnce()
    {
        await using var one = await AuthApp.StartAsync(configure: settings => settings["PasswordReset:Limit"] = "5");
        await using var other = await AuthApp.StartAsync(configure: settings => settings["PasswordReset:Limit"] = "5", database: one.Database);
        await one.CreateAdminAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => (n % 2 == 0 ? one : other).RequestResetAsync()));

        answers.Count(answer => answer.Status == 200).ShouldBe(5);
        answers.Count(answer => answer.Status == 429).ShouldBe(11);
        (await one.WithDatabaseAsync(db => db.PasswordResets.Where(reset => reset.EndedAt == null).CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task NothingInTheDatabaseIsGoodForAReset()
    {
        await using var server = LoopbackSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.React = line => line == "." ? new SmtpReaction.Wait(release.Task) : null;
        await using var app = await AuthApp.StartAsync(configure: settings =>
        {
            settings["Email:Host"] = "127.0.0.1";
            settings["Email:Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            settings["Email:UseTls"] = "false";
        });
        await app.CreateAdminAsync();
        await app.RequestResetAsync();
        await MediaNest.Testing.Eventually.Async(() => server.Commands.Contains("."), MediaNest.Testing.Eventually.Patience, "the message is on its way");

        var stored = await DumpAsync(app.Database);
        release.SetResult();
        await MediaNest.Testing.Eventually.Async(() => server.Messages.Count == 1, MediaNest.Testing.Eventually.Patience, "the message is taken");
        var token = server.Messages.Single().Text!.Split("#token=")[1].Split('\r')[0].Split('.')[1];
        token.Length.ShouldBe(43);

        stored.ShouldNotContain(token);
        stored.ShouldNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(token)), Case.Insensitive);
        stored.ShouldNotContain("Set a new password");
        stored.ShouldContain(Convert.ToHexString(MediaNest.Auth.Passwords.PasswordReset.HashOf(token)), Case.Insensitive);
        await MediaNest.Testing.Eventually.Async(
            () => app.WithDatabaseAsync(async db => !await db.OutgoingEmails.AnyAsync()), MediaNest.Testing.Eventually.Patience, "what was sent is not kept");
    }

    [Fact]
    public async Task LinkIgnoresTheHostHeader()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        (await app.Anonymous.PostAsync(
            "/api/v1/auth/password-reset/request", new { email = Household.AdminEmail },
            ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Origin", "https://evil.example"))).Status.ShouldBe(200);

        await app.Mail.ResetTokenAsync(Household.AdminEmail);
        app.Mail.To(Household.AdminEmail)[0].Raw.ShouldNotContain("evil");
    }

    /// <summary>Every row that a request for a reset leaves behind, bytes in hexadecimal.</summary>
    private static async Task<string> DumpAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT string_agg(row::text, ' ') FROM (
                SELECT t::text AS row FROM password_resets t UNION ALL SELECT t::text FROM outgoing_emails t UNION ALL SELECT t::text FROM attempt_windows t
                UNION ALL SELECT t::text FROM audit_entries t UNION ALL SELECT t::text FROM outbox_messages t UNION ALL SELECT t::text FROM users t) rows
            """, connection);
        return ((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    /// <summary>The kinds of statements run for a request, without those of the background.</summary>
    private sealed class Statements : DbCommandInterceptor
    {
        private readonly ConcurrentQueue<string> _texts = new();

        public async Task<(Answer Answer, IReadOnlyList<string> Statements)> OfRequestAsync(Func<Task<Answer>> request)
        {
            _texts.Clear();
            var answer = await request();
            answer.Status.ShouldBe(200, answer.Text);
            return (answer, [.. _texts.Where(IsOfARequest)]);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Note(command);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Note(command);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        /// <summary>What runs in the background claims and deletes messages, and looks at sessions, keys and events.</summary>
        private static bool IsOfARequest(string text) =>
            new[] { "attempt_windows", "FROM users", "password_resets", "outgoing_emails", "audit_entries" }.Any(text.Contains)
            && !text.Contains("SKIP LOCKED", StringComparison.Ordinal) && !text.StartsWith("DELETE", StringComparison.Ordinal)
            && !text.Contains("sessions", StringComparison.Ordinal);

        private void Note(DbCommand command) => _texts.Enqueue(command.CommandText);
    }
}
