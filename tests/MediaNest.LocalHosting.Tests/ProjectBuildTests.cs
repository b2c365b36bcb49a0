using Aspire.Hosting;

namespace MediaNest.LocalHosting.Tests;

public sealed class ProjectBuildTests
{
    [Fact]
    public async Task ProjectsAreBuiltAgainOnlyWhenTheyChanged()
    {
        await using var sample = new SampleApp();
        await sample.InitializeAsync();
        var built = File.GetLastWriteTimeUtc(sample.Assembly);

        await StartAsync(sample);
        File.GetLastWriteTimeUtc(sample.Assembly).ShouldBe(built);

        await File.AppendAllTextAsync(Path.Combine(sample.Folder, "Program.cs"), "internal sealed class Added;", TestContext.Current.CancellationToken);
        await StartAsync(sample);
        File.GetLastWriteTimeUtc(sample.Assembly).ShouldBeGreaterThan(built);

        await File.AppendAllTextAsync(Path.Combine(sample.Folder, "Program.cs"), "no C#", TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<DistributedApplicationException>(() => StartAsync(sample))).Message.ShouldContain("Program.cs");
    }

    private static async Task StartAsync(SampleApp sample)
    {
        var builder = sample.CreateBuilder();
        builder.AddProject("web", "Sample.csproj").WithHttpEndpoint().WithHttpHealthCheck("/health");
        await using var application = builder.Build();
        await application.StartAsync();
    }
}
