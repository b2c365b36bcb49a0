using System.Threading.RateLimiting;
using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Sockets;

/// <summary>
/// Places for Socket.IO transports, by address and in all, and a bucket of handshakes for each address. Kept in this process, not in Redis: what is
/// protected is this gateway's memory and the service behind it from a storm, each replica has its share of either, and when everybody comes back at
/// once, perhaps because Redis was away, is no time to ask Redis about each.
/// </summary>
internal sealed class SocketConnections : IDisposable
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<string> _handshakes;
    private readonly PartitionedRateLimiter<string> _ofAddress;
    private readonly ConcurrencyLimiter _ofAll;
    private readonly GatewayMetrics _metrics;

    public SocketConnections(IOptions<SocketConnectionOptions> options, GatewayMetrics metrics)
    {
        var limits = options.Value;
        var places = new ConcurrencyLimiterOptions { PermitLimit = limits.PerAddress };
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.HandshakesPerAddress,
            TokensPerPeriod = limits.HandshakesPerAddress,
            ReplenishmentPeriod = limits.HandshakeWindow,
        };
        // addresses that are quiet again are forgotten by themselves
        _ofAddress = PartitionedRateLimiter.Create<string, string>(subject => RateLimitPartition.GetConcurrencyLimiter(subject, _ => places));
        _handshakes = PartitionedRateLimiter.Create<string, string>(subject => RateLimitPartition.GetTokenBucketLimiter(subject, _ => bucket));
        _ofAll = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = limits.Total });
        _metrics = metrics;
    }

    /// <summary>Takes a place for one request, to be given back when it ends; or says why there is none.</summary>
    /// <param name="request">Of a Socket.IO transport.</param>
    public (IDisposable? Place, ApiError? Refusal) Take(HttpRequest request)
    {
        var subject = ClientAddress.Subject(request.HttpContext.Connection.RemoteIpAddress);
        if (IsHandshake(request))
        {
            using var handshake = _handshakes.AttemptAcquire(subject);
            if (!handshake.IsAcquired)
            {
                return Refuse("handshakes", Rejections.TooManyConnections(
                    handshake.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TryAgain));
            }
        }

        // brings packets and is answered at once
        if (HttpMethods.IsPost(request.Method))
        {
            return default;
        }

        var ofAddress = _ofAddress.AttemptAcquire(subject);
        if (!ofAddress.IsAcquired)
        {
            return Refuse("address", Rejections.TooManyConnections(TryAgain));
        }

        var ofAll = _ofAll.AttemptAcquire();
        if (!ofAll.IsAcquired)
        {
            ofAddress.Dispose();
            return Refuse("total", Rejections.NoConnectionFree);
        }

        return (new TakenPlace(ofAddress, ofAll, _metrics), null);
    }

    public void Dispose()
    {
        _handshakes.Dispose();
        _ofAddress.Dispose();
        _ofAll.Dispose();
    }

    private static bool IsHandshake(HttpRequest request) => string.IsNullOrEmpty(request.Query["sid"]);

    private (IDisposable? Place, ApiError? Refusal) Refuse(string limit, ApiError refusal)
    {
        _metrics.CountSocketRefusal(limit);
        return (null, refusal);
    }

    private sealed class TakenPlace : IDisposable
    {
        private readonly RateLimitLease _ofAddress;
        private readonly RateLimitLease _ofAll;
        private readonly GatewayMetrics _metrics;

        public TakenPlace(RateLimitLease ofAddress, RateLimitLease ofAll, GatewayMetrics metrics)
        {
            _ofAddress = ofAddress;
            _ofAll = ofAll;
            _metrics = metrics;
            metrics.CountSocket(1);
        }

        public void Dispose()
        {
            _metrics.CountSocket(-1);
            _ofAddress.Dispose();
            _ofAll.Dispose();
        }
    }
}
