namespace MediaNest.SocketIO.Rooms;

/// <summary>Makes each namespace's adapter.</summary>
internal interface ISocketAdapterFactory
{
    ISocketAdapter Create(SocketNamespace owner);
}

/// <summary>For a single instance.</summary>
internal sealed class LocalAdapterFactory : ISocketAdapterFactory
{
    public ISocketAdapter Create(SocketNamespace owner) => new LocalAdapter(owner, owner.Server.Options, owner.Server.Time);
}
