using MediaNest.SocketIO.Rooms;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Redis;

internal sealed class RedisAdapterFactory(IConnectionMultiplexer redis, IOptions<SocketIORedisOptions> options) : ISocketAdapterFactory
{
    public ISocketAdapter Create(SocketNamespace owner) => new RedisAdapter(owner, redis, options.Value);
}
