using System.Collections.Concurrent;
using MediaNest.Testing.Smtp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Email.Tests;

/// <summary>A host with nothing in it but e-mail.</summary>
internal sealed class Mailer : IAsyncDisposable
{
    private readonly IHost _host;

    private Mailer(IHost host, CollectedLog log)
    {
        _host = host;
        Log = log;
    }

    public CollectedLog Log { get; }

    public EmailSender Sender => _host.Services.GetRequiredService<EmailSender>();

    public static async Task<Mailer> StartAsync(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(setting => KeyValuePair.Create("Email:" + setting.Key, setting.Last().Value)));
        var log = new CollectedLog();
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        builder.AddEmail();
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new Mailer(host, log);
    }

    public static Task<Mailer> ForAsync(LoopbackSmtpServer server, params (string Key, string? Value)[] settings) => StartAsync(
        [("Host", "127.0.0.1"), ("Port", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("UseTls", "false"), ("From", "medianest@example.org"), .. settings]);

    public static EmailMessage Message(string text = "Hello, Olivia.", string? html = "<p>Hello, <b>Olivia</b>.</p>", string subject = "Greetings") =>
        new(Guid.CreateVersion7(), EmailAddress.Parse("olivia@example.org"), subject, text, html);

    public Task SendAsync(EmailMessage message) => Sender.SendAsync(message, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}

internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception) + exception);

    public void Dispose()
    {
        // nothing is held
    }
}
