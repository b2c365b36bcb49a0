using MediaNest.SocketIO.ConformanceHost;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://localhost:3000");
builder.Logging.SetMinimumLevel(LogLevel.Warning);

switch (args.FirstOrDefault())
{
    case "engine.io":
        await builder.RunEngineAsync();
        return 0;
    case "socket.io":
        await builder.RunSocketAsync();
        return 0;
    case "replica":
        await builder.RunReplicaAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: engine.io | socket.io | replica [--urls ADDRESS] [--redis CONNECTION --prefix PREFIX]");
        return 1;
}
