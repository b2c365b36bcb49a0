using System.Globalization;
using MediaNest.Benchmarks.Load;
using MediaNest.Benchmarks.Processes;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using StackExchange.Redis;

namespace MediaNest.Benchmarks.Gateway;

/// <summary>
/// MediaNest.Gateway with all its duties beside bare YARP, in front of the same upstream, in one run. Upstream, YARP and gateway are processes of
/// their own with the runtime's settings of their projects; a round of the one follows a round of the other, so that both see the same machine.
/// </summary>
internal static class GatewayBenchmark
{
    private const string Path = "/api/v1/media/requests?page=1&limit=20";

    public static async Task<int> RunAsync(GatewayBenchmarkOptions options)
    {
        await using var redis = await PrivateServers.StartRedisAsync();
        await using var issuer = await TestIssuer.StartAsync();
        await using var upstream = await ServerProcess.StartRoleAsync(port => ["upstream", Text(port)]);
        await using var yarp = await ServerProcess.StartRoleAsync(port => ["bare-yarp", Text(port), upstream.Address]);
        await using var gateway = await StartGatewayAsync(redis.ConnectionString, issuer.Address, upstream.Address);
        var tokens = await SignInAsync(redis.ConnectionString, issuer, options.Connections);

        Console.WriteLine($"{Environment.ProcessorCount} processors shared by client, proxy, upstream and Redis; load average before: {LoadAverage()}");
        Console.WriteLine($"{options.Connections} connections, warm-up {options.WarmUpSeconds} s each, {options.Rounds} rounds of {options.Seconds} s each in turn; gateway is process {gateway.Id}");
        foreach (var server in new[] { yarp, gateway })
        {
            await HttpLoad.RunAsync(server.Port, tokens, Path, TimeSpan.FromSeconds(options.WarmUpSeconds));
        }

        var bare = new List<Round>();
        var whole = new List<Round>();
        Console.WriteLine("round        bare YARP: rate, p50, p99, processor time     gateway: rate, p50, p99, processor time     ratio");
        for (var round = 1; round <= options.Rounds; round++)
        {
            bare.Add(await RoundAsync(yarp, tokens, options));
            whole.Add(await RoundAsync(gateway, tokens, options));
            Print(Text(round), bare[^1], whole[^1]);
        }

        var (calls, time) = await ScriptCallsAsync(redis.ConnectionString);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Redis: {calls} calls of the gateway's script, warm-up included, {(calls == 0 ? 0 : time.TotalMicroseconds / calls):F0} µs each; it answers for several requests at once"));

        var (first, second) = (Median(bare), Median(whole));
        Print("median", first, second);
        Console.WriteLine($"load average after: {LoadAverage()}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gateway / bare YARP: {second.Load.Rate / first.Load.Rate:P1}"));
        return 0;
    }

    private static async Task<Round> RoundAsync(ServerProcess server, IReadOnlyList<string> tokens, GatewayBenchmarkOptions options)
    {
        var before = server.ProcessorTime;
        var load = await HttpLoad.RunAsync(server.Port, tokens, Path, TimeSpan.FromSeconds(options.Seconds));
        return new Round(load, (server.ProcessorTime - before) / (load.Rate * options.Seconds));
    }

    private static Task<ServerProcess> StartGatewayAsync(string redis, string issuer, string upstream)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = System.IO.Path.Combine(
            output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "gateway", "MediaNest.Gateway", "bin", output.Parent.Name, output.Name, "MediaNest.Gateway.dll");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Logging__LogLevel__Default"] = "Warning",
            ["ConnectionStrings__redis"] = redis,
            ["Tokens__Jwks__Address"] = issuer + "/.well-known/jwks.json",
            ["Csrf__Key"] = "a secret for benchmarks, of enough characters",
            // counted like any other request, but never refused
            ["RateLimiting__Profiles__standard__everything__Limit"] = "1000000000",
            ["RateLimiting__Profiles__standard__api__Limit"] = "1000000000",
        };
        foreach (var service in new[] { "auth", "media", "plex", "download", "notification", "operations" })
        {
            environment[$"services__{service}__http__0"] = upstream;
        }

        return ServerProcess.StartAsync(assembly, port => ["--urls", $"http://127.0.0.1:{Text(port)}"], environment);
    }

    /// <summary>Signs users in, as auth would: a session and a state in Redis, and a token that names them.</summary>
    private static async Task<IReadOnlyList<string>> SignInAsync(string connectionString, TestIssuer issuer, int users)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = connection.GetDatabase();
        var tokens = new List<string>();
        for (var i = 0; i < users; i++)
        {
            var (user, session) = (Guid.CreateVersion7(), Guid.CreateVersion7().ToString());
            await database.HashSetAsync($"medianest:user:{user}", [new("state", "active"), new("role", "user")]);
            await database.HashSetAsync($"medianest:session:{session}", [new("uid", user.ToString()), new("role", "user"), new("created", "0")]);
            tokens.Add(issuer.UserToken(user, "alice", "user", session));
        }

        return tokens;
    }

    /// <summary>How often the gateway's script was called, and how long Redis took for it.</summary>
    private static async Task<(long Calls, TimeSpan Time)> ScriptCallsAsync(string connectionString)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString + ",allowAdmin=true");
        var statistics = (await connection.GetServer(connection.GetEndPoints()[0]).InfoAsync("commandstats")).SelectMany(section => section);
        var fields = (statistics.FirstOrDefault(line => line.Key == "cmdstat_evalsha").Value ?? "").Split(',')
            .Select(field => field.Split('=')).Where(field => field.Length == 2)
            .ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
        return (
            long.Parse(fields.GetValueOrDefault("calls", "0"), CultureInfo.InvariantCulture),
            TimeSpan.FromMicroseconds(long.Parse(fields.GetValueOrDefault("usec", "0"), CultureInfo.InvariantCulture)));
    }

    private static Round Median(List<Round> rounds) => new(
        new LoadResult(Middle(rounds, round => round.Load.Rate), Middle(rounds, round => round.Load.Median), Middle(rounds, round => round.Load.P99)),
        Middle(rounds, round => round.ProcessorTimePerRequest));

    private static T Middle<T>(List<Round> rounds, Func<Round, T> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private static void Print(string name, Round bare, Round whole) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-6}   {bare}     {whole}     {whole.Load.Rate / bare.Load.Rate:P1}"));

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Trim();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>One round of one proxy.</summary>
    /// <param name="Load">What the client saw.</param>
    /// <param name="ProcessorTimePerRequest">What the proxy itself used.</param>
    private sealed record Round(LoadResult Load, TimeSpan ProcessorTimePerRequest)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Load.Rate,8:F0}/s {Load.Median.TotalMilliseconds,6:F2} ms {Load.P99.TotalMilliseconds,6:F2} ms {ProcessorTimePerRequest.TotalMicroseconds,5:F0} µs");
    }
}
