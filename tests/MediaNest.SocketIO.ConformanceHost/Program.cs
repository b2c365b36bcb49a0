using MediaNest.SocketIO.ConformanceHost;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls("http://localhost:3000");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddSocket();
var app = builder.Build();

switch (args.FirstOrDefault())
{
    case "engine.io":
        app.MapEngine();
        break;
    case "socket.io":
        app.MapSocket();
        break;
    default:
        await Console.Error.WriteLineAsync("usage: engine.io|socket.io");
        return 1;
}

await app.RunAsync();
return 0;
