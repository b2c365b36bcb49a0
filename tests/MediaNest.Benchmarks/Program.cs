using System.Globalization;
using MediaNest.Benchmarks.Events;
using MediaNest.Benchmarks.Gateway;
using MediaNest.Benchmarks.Revocation;
using MediaNest.Benchmarks.Sockets;
using MediaNest.Benchmarks.Sockets.Clients;

return args switch
{
    ["gateway", .. var options] => await GatewayBenchmark.RunAsync(GatewayBenchmarkOptions.Parse(options)),
    ["sockets", .. var options] => await SocketBenchmark.RunAsync(SocketBenchmarkOptions.Parse(options)),
    ["events", .. var options] => await EventBenchmark.RunAsync(EventBenchmarkOptions.Parse(options)),
    ["revocation", .. var options] => await RevocationBenchmark.RunAsync(RevocationBenchmarkOptions.Parse(options)),
    // what the benchmarks start beside themselves
    ["upstream", var port] => await Upstream.RunAsync(port),
    ["bare-yarp", var port, var upstream] => await BareYarp.RunAsync(port, upstream),
    ["socket-server", var port, var redis, var recovery] => await SocketServerRole.RunAsync(port, redis, int.Parse(recovery, CultureInfo.InvariantCulture)),
    ["socket-clients", var port, var connections, var source] => await ClientRole.RunAsync(port, connections, source),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(GatewayBenchmarkOptions.Usage);
    Console.Error.WriteLine();
    Console.Error.WriteLine(SocketBenchmarkOptions.Usage);
    Console.Error.WriteLine();
    Console.Error.WriteLine(EventBenchmarkOptions.Usage);
    Console.Error.WriteLine();
    Console.Error.WriteLine(RevocationBenchmarkOptions.Usage);
    return 2;
}
