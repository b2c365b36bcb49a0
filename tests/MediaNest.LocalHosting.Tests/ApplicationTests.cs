using System.Globalization;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MediaNest.LocalHosting.Orchestration;
using MediaNest.Testing;

namespace MediaNest.LocalHosting.Tests;

public sealed class ApplicationTests(SampleApp sample)
{
    private static readonly TimeSpan Soon = Eventually.Patience;
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task AResourceStartsOnlyWhenWhatItWaitsForIsHealthy()
    {
        var builder = sample.CreateBuilder();
        var slow = AddWeb(builder, "slow").WithEnvironment("HealthyAfterMs", "1500");
        var waiting = AddWeb(builder, "waiting").WithEnvironment("Peer", slow.GetEndpoint("http")).WaitFor(slow);
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        (await Http.GetStringAsync(new Uri(waiting.GetEndpoint("http").Url + "/peer"))).ShouldBe("200");
    }

    [Fact]
    public async Task AProjectIsToldWhereEverythingIs()
    {
        var builder = sample.CreateBuilder("--ConnectionStrings:things-db=Host=elsewhere", "--Parameters:given=42", "--OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317");
        var redis = builder.AddRedis("cache");
        var other = AddWeb(builder, "other").WithReplicas(2);
        var web = AddWeb(builder, "web")
            .WithReference(redis).WaitFor(redis)
            .WithReference(builder.AddConnectionString("things-db"))
            .WithReference(other)
            .WithEnvironment("Given", builder.AddParameter("given"))
            .WithEnvironment("Text", $"{other.GetEndpoint("http")}/path");
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        var environment = await EnvironmentOf(web);
        environment["ConnectionStrings__cache"].ShouldMatch(@"^127\.0\.0\.1:\d+,password=\w+$");
        environment["ConnectionStrings__things-db"].ShouldBe("Host=elsewhere");
        environment["services__other__http__0"].ShouldBe(other.GetEndpoint("http").Url);
        environment["services__other__http__1"].ShouldNotBe(environment["services__other__http__0"]);
        environment["ASPNETCORE_URLS"].ShouldBe(web.GetEndpoint("http").Url);
        environment["ASPNETCORE_ENVIRONMENT"].ShouldBe("Development");
        environment["Given"].ShouldBe("42");
        environment["Text"].ShouldBe($"{other.GetEndpoint("http").Url}/path");
        environment["OTEL_SERVICE_NAME"].ShouldBe("web");
        environment["OTEL_RESOURCE_ATTRIBUTES"].ShouldContain("service.instance.id=web");
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"].ShouldBe("http://collector:4317");
        foreach (var (variable, value) in new[] { ("DOTNET_gcServer", "0"), ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0") })
        {
            environment[variable].ShouldBe(System.Environment.GetEnvironmentVariable(variable) ?? value);
        }
    }

    [Fact]
    public async Task WhatCrashesIsStartedAgain()
    {
        var builder = sample.CreateBuilder();
        var web = AddWeb(builder, "web");
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var first = await ProcessOf(web);

        await Http.PostAsync(new Uri(web.GetEndpoint("http").Url + "/crash"), content: null).ContinueWith(_ => { }, TaskScheduler.Default);

        await Eventually.Async(async () => await ProcessOf(web) != first, Soon, "another process answers at the same address");
    }

    [Fact]
    public async Task WhatCrashesAgainAndAgainIsGivenUp()
    {
        var starts = Path.Combine(sample.NewFolder() + ".starts");
        var builder = sample.CreateBuilder("--LocalHosting:RestartLimit=3");
        builder.AddExecutable("broken", "sh", ".", "-c", $"echo started >>{starts}; exit 3");
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.Async(() => application.Runs[0].State == ResourceState.Failed, Soon, "it is given up");
        (await File.ReadAllLinesAsync(starts)).Length.ShouldBe(4);
    }

    [Fact]
    public async Task AStartFailsWhenAResourceNeverGetsHealthy()
    {
        var builder = sample.CreateBuilder("--LocalHosting:RestartLimit=1", "--LocalHosting:StartTimeout=00:00:01");
        AddWeb(builder, "ill").WithEnvironment("HealthyAfterMs", "600000");
        await using var application = builder.Build();

        var failure = await Should.ThrowAsync<DistributedApplicationException>(() => application.StartAsync());

        failure.Message.ShouldContain("'ill'");
    }

    [Fact]
    public async Task ATakenPortIsNamed()
    {
        var taken = AddressOfAnotherProgram(out var listener);
        using var other = listener;
        var builder = sample.CreateBuilder("--LocalHosting:RestartLimit=0");
        builder.AddProject("web", "Sample.csproj").WithHttpEndpoint(port: taken).WithHttpHealthCheck("/health");
        await using var application = builder.Build();

        var failure = await Should.ThrowAsync<DistributedApplicationException>(() => application.StartAsync());

        failure.Message.ShouldContain(taken.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task DataAndPasswordsAreKeptFromOneStartToTheNext()
    {
        var folder = sample.NewFolder();
        var passwords = new List<string?>();
        for (var start = 0; start < 2; start++)
        {
            var builder = sample.CreateBuilder($"--LocalHosting:DataDirectory={folder}");
            var postgres = builder.AddPostgres("postgres").WithDataVolume();
            var database = postgres.AddDatabase("things-db", "things");
            await using var application = builder.Build();
            await application.StartAsync(TestContext.Current.CancellationToken);
            await using var connection = new Npgsql.NpgsqlConnection(await database.Resource.GetConnectionStringAsync() + ";Pooling=false");
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand(start == 0 ? "CREATE TABLE kept (id int)" : "SELECT * FROM kept", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            passwords.Add(await postgres.Resource.PasswordParameter.GetValueAsync(TestContext.Current.CancellationToken));
        }

        passwords[1].ShouldBe(passwords[0]);
        File.GetUnixFileMode(Path.Combine(folder, "secrets.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task TwoAppHostsNeverShareAFolder()
    {
        var folder = $"--LocalHosting:DataDirectory={sample.NewFolder()}";
        await using var first = sample.CreateBuilder(folder).Build();
        await using var second = sample.CreateBuilder(folder).Build();
        await first.StartAsync(TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<DistributedApplicationException>(() => second.StartAsync());

        failure.Message.ShouldContain("Another AppHost");
    }

    [Fact]
    public async Task AConfiguredServerIsUsedInsteadOfStartingOne()
    {
        var builder = sample.CreateBuilder("--ConnectionStrings:redis=elsewhere:6379");
        var redis = builder.AddRedis("redis");
        var web = AddWeb(builder, "web").WithReference(redis).WaitFor(redis);
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        (await EnvironmentOf(web))["ConnectionStrings__redis"].ShouldBe("elsewhere:6379");
    }

    [Fact]
    public async Task AResourceThatWaitsForItselfIsRefused()
    {
        var builder = sample.CreateBuilder();
        var one = AddWeb(builder, "one");
        var two = AddWeb(builder, "two").WaitFor(one);
        one.WaitFor(two);
        await using var application = builder.Build();

        await Should.ThrowAsync<DistributedApplicationException>(() => application.StartAsync());
    }

    [Fact]
    public void TwoResourcesOfOneNameAreRefused()
    {
        var builder = sample.CreateBuilder();
        builder.AddRedis("one");

        Should.Throw<DistributedApplicationException>(() => builder.AddRabbitMQ("one"));
    }

    private static IResourceBuilder<ProjectResource> AddWeb(IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject(name, "Sample.csproj").WithHttpEndpoint().WithHttpHealthCheck("/health");

    private static async Task<Dictionary<string, string>> EnvironmentOf(IResourceBuilder<ProjectResource> web) =>
        (await Http.GetFromJsonAsync<Dictionary<string, string>>(new Uri(web.GetEndpoint("http").Url + "/environment")))!;

    private static Task<string> ProcessOf(IResourceBuilder<ProjectResource> web) => Http.GetStringAsync(new Uri(web.GetEndpoint("http").Url + "/process"));

    private static int AddressOfAnotherProgram(out System.Net.Sockets.TcpListener listener)
    {
        listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
