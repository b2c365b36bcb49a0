namespace MediaNest.Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void ProjectsReferenceOnlyWhatTheyMay() => ReferenceRules.Violations(Repository.Projects).ShouldBeEmpty();

    [Theory]
    [InlineData("MediaNest.Media", Part.Service, "MediaNest.Plex", Part.Service)]
    [InlineData("MediaNest.Media", Part.Service, "MediaNest.Gateway", Part.Gateway)]
    [InlineData("MediaNest.Media", Part.Service, "MediaNest.Testing", Part.Testing)]
    [InlineData("MediaNest.Media", Part.Service, "MediaNest.LocalHosting", Part.BuildingBlock)]
    [InlineData("MediaNest.Gateway", Part.Gateway, "MediaNest.Auth", Part.Service)]
    [InlineData("MediaNest.Messaging", Part.BuildingBlock, "MediaNest.Media", Part.Service)]
    [InlineData("MediaNest.Messaging", Part.BuildingBlock, "MediaNest.Gateway", Part.Gateway)]
    [InlineData("MediaNest.Messaging", Part.BuildingBlock, "MediaNest.Testing", Part.Testing)]
    [InlineData("MediaNest.Contracts", Part.BuildingBlock, "MediaNest.Persistence", Part.BuildingBlock)]
    [InlineData("MediaNest.AppHost", Part.AppHost, "MediaNest.Media", Part.Service)]
    [InlineData("MediaNest.Simulators", Part.Simulators, "MediaNest.Contracts", Part.BuildingBlock)]
    [InlineData("MediaNest.Media.Tests", Part.Tests, "MediaNest.Plex", Part.Service)]
    [InlineData("MediaNest.Media.Tests", Part.Tests, "MediaNest.Plex.Tests", Part.Tests)]
    public void IsForbidden(string from, Part fromPart, string to, Part toPart) => Violations(from, fromPart, to, toPart).Count.ShouldBe(1);

    [Theory]
    [InlineData("MediaNest.Media", Part.Service, "MediaNest.Contracts", Part.BuildingBlock)]
    [InlineData("MediaNest.Messaging", Part.BuildingBlock, "MediaNest.Contracts", Part.BuildingBlock)]
    [InlineData("MediaNest.Media.Tests", Part.Tests, "MediaNest.Media", Part.Service)]
    [InlineData("MediaNest.Media.Tests", Part.Tests, "MediaNest.Simulators", Part.Simulators)]
    [InlineData("MediaNest.EndToEnd.Tests", Part.Tests, "MediaNest.AppHost", Part.AppHost)]
    public void IsAllowed(string from, Part fromPart, string to, Part toPart) => Violations(from, fromPart, to, toPart).ShouldBeEmpty();

    [Fact]
    public void EveryServiceAndTheGatewayAreThere() =>
        Repository.Projects.Where(project => project.Part is Part.Service or Part.Gateway).Select(project => project.Name).ShouldBe(
            ["MediaNest.Gateway", "MediaNest.Auth", "MediaNest.Media", "MediaNest.Plex", "MediaNest.Download", "MediaNest.Notification", "MediaNest.Operations"],
            ignoreOrder: true);

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "MediaNest.sln"));
        Repository.Projects
            .Where(project => !solution.Contains($"\\{project.Name}.csproj\"", StringComparison.Ordinal))
            .Select(project => project.Folder)
            .ShouldBeEmpty();
    }

    [Fact]
    public void EveryDeployableAndBuildingBlockHasATestProject()
    {
        var names = Repository.Projects.Select(project => project.Name).ToHashSet(StringComparer.Ordinal);
        Repository.Projects
            .Where(project => project.Part is Part.Service or Part.Gateway or Part.BuildingBlock)
            .Where(project => !names.Contains($"{project.Name}.Tests"))
            .Select(project => project.Name)
            .ShouldBeEmpty();
    }

    [Fact]
    public void EveryProjectIsNamedForItsFolder() =>
        Repository.Projects.Where(project => !project.Folder.EndsWith(project.Name, StringComparison.Ordinal)).Select(project => project.Folder).ShouldBeEmpty();

    [Theory]
    [InlineData("Common"), InlineData("Core"), InlineData("Utils"), InlineData("Helpers"), InlineData("Shared")]
    public void NoProjectIsADrawerForEverything(string name) =>
        Repository.Projects.Where(project => project.Name.Split('.').Contains(name)).Select(project => project.Name).ShouldBeEmpty();

    private static IReadOnlyList<string> Violations(string from, Part fromPart, string to, Part toPart) =>
        ReferenceRules.Violations([new Project(from, fromPart, [to]), new Project(to, toPart, [])]);
}
