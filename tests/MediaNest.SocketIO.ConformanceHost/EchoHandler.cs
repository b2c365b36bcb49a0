using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.ConformanceHost;

/// <summary>What the Engine.IO suite expects of a server: it sends back every message.</summary>
internal sealed class EchoHandler : IEngineHandler
{
    public void OnOpen(IEngineConnection connection)
    {
        // nothing to greet with
    }

    public void OnText(IEngineConnection connection, ReadOnlySpan<byte> text) => connection.TrySend([new Frame(text.ToArray(), isBinary: false)]);

    public void OnBinary(IEngineConnection connection, ReadOnlySpan<byte> data) => connection.TrySend([new Frame(data.ToArray(), isBinary: true)]);

    public void OnClose(IEngineConnection connection, string reason)
    {
        // nothing is kept of it
    }
}
