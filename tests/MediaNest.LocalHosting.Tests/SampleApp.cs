using System.Globalization;
using Aspire.Hosting;

[assembly: AssemblyFixture(typeof(MediaNest.LocalHosting.Tests.SampleApp))]

namespace MediaNest.LocalHosting.Tests;

/// <summary>A project in a folder of its own, outside this repository, which can be an AppHost as well as a service.</summary>
public sealed class SampleApp : IAsyncLifetime
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private readonly string _root = Directory.CreateTempSubdirectory("medianest-sample-").FullName;

    public string Folder => Path.Combine(_root, "app");

    public string Assembly => Path.Combine(Folder, "bin", Configuration, "net10.0", "Sample.dll");

    /// <summary>An application whose projects are this one.</summary>
    public IDistributedApplicationBuilder CreateBuilder(params string[] args) => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = [$"--LocalHosting:DataDirectory={NewFolder()}", "--LocalHosting:RestartDelay=00:00:00.05", .. args],
        ProjectDirectory = Folder,
    });

    public string NewFolder() => Path.Combine(_root, "data", Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture));

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "Sample.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{typeof(DistributedApplication).Assembly.Location}" />
              </ItemGroup>
            </Project>
            """);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Sample", "Program.cs.txt"), Path.Combine(Folder, "Program.cs"));
        var builder = CreateBuilder();
        builder.AddProject("web", "Sample.csproj").WithHttpEndpoint().WithHttpHealthCheck("/health");
        await using var application = builder.Build();
        await application.StartAsync();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
