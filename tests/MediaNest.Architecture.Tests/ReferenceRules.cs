namespace MediaNest.Architecture.Tests;

/// <summary>Who may reference whom. What keeps the services independently deployable.</summary>
internal static class ReferenceRules
{
    /// <summary>Every reference that is not allowed, as a sentence.</summary>
    public static IReadOnlyList<string> Violations(IReadOnlyList<Project> projects)
    {
        var byName = projects.ToDictionary(project => project.Name, StringComparer.Ordinal);
        return
        [
            .. from project in projects
               from name in project.References
               let target = byName[name]
               where !IsAllowed(project, target)
               select $"{project.Name} ({project.Part}) references {target.Name} ({target.Part})",
        ];
    }

    private static bool IsAllowed(Project project, Project target) => project.Part switch
    {
        // the events are what everybody shares: they depend on nothing
        Part.BuildingBlock when project.Name == "MediaNest.Contracts" => false,
        Part.BuildingBlock => target.Part is Part.BuildingBlock,
        // the stand-in for Aspire is the AppHost's alone
        Part.Service or Part.Gateway => target.Part is Part.BuildingBlock && target.Name != "MediaNest.LocalHosting",
        Part.AppHost => target.Name is "MediaNest.LocalHosting",
        // they stand for other people's systems: knowing ours would let both be wrong in the same way
        Part.Simulators => false,
        Part.Testing => target.Part is Part.BuildingBlock,
        Part.Tests => target.Part is Part.BuildingBlock or Part.Testing or Part.Simulators || IsTestedBy(target, project),
        _ => false,
    };

    private static bool IsTestedBy(Project target, Project tests) =>
        tests.Name == $"{target.Name}.Tests" || (tests.Name == "MediaNest.EndToEnd.Tests" && target.Part is Part.AppHost);
}
