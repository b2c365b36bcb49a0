using MediaNest.Benchmarks.Gateway;

return args switch
{
    ["gateway", .. var options] => await GatewayBenchmark.RunAsync(GatewayBenchmarkOptions.Parse(options)),
    // what the benchmark starts beside itself
    ["upstream", var port] => await Upstream.RunAsync(port),
    ["bare-yarp", var port, var upstream] => await BareYarp.RunAsync(port, upstream),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(GatewayBenchmarkOptions.Usage);
    return 2;
}
