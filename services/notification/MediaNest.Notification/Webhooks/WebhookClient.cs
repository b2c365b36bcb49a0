using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Webhooks;

/// <summary>None of the addresses that a name leads to may be posted to.</summary>
internal sealed class AddressNotAllowedException() : IOException("The address is not allowed.");

/// <summary>
/// Posts to users' addresses. The address is looked at when the connection is made, and the connection is made to what was looked at:
/// a name that leads elsewhere a moment later (DNS rebinding) gains nothing.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>Of the answer, only the status counts; what else it says is not read beyond this, and never kept.</summary>
    private const int MostOfAnswer = 16 * 1024;

    private readonly HttpClient _http;
    private readonly AddressGuard _guard;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;

    public WebhookClient(AddressGuard guard, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (_guard, _options, _clock) = (guard, options.Value, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            // a redirect could lead anywhere
            AllowAutoRedirect = false,
            // a proxy would connect in our place, past the guard
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MostOfAnswer / 1024,
            MaxResponseDrainSize = MostOfAnswer,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            // our traces are nobody else's business
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends a request and gives the answer without its body.</summary>
    /// <exception cref="TimeoutException">There was no answer within <c>Webhooks:Timeout</c>.</exception>
    /// <exception cref="HttpRequestException">There was no answer; the inner exception is an <see cref="AddressNotAllowedException"/> where none was asked for.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"There was no answer within {_options.Timeout.TotalSeconds} s.", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress[] allowed = _options.AllowsPort(port) ? [.. addresses.Where(_guard.Allows)] : [];
        if (allowed.Length == 0)
        {
            throw new AddressNotAllowedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
