using System.Xml.Linq;

namespace MediaNest.Architecture.Tests;

/// <summary>What part a project plays, told by its folder and name.</summary>
public enum Part
{
    BuildingBlock,
    Service,
    Gateway,
    AppHost,
    Simulators,
    Testing,
    Tests,
}

/// <summary>A project as its csproj describes it.</summary>
/// <param name="Name">Such as <c>MediaNest.Media</c>.</param>
/// <param name="Part">What part it plays.</param>
/// <param name="References">Names of the projects it references.</param>
/// <param name="Folder">Its folder below the repository's root, with forward slashes.</param>
internal sealed record Project(string Name, Part Part, IReadOnlyList<string> References, string Folder = "")
{
    public static Project Read(string root, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var folder = Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/');
        var references = XDocument.Load(path).Descendants("ProjectReference")
            // a build order, not a reference: the end-to-end tests start what they do not link
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        return new Project(name, PartOf(name, folder), [.. references], folder);
    }

    private static Part PartOf(string name, string folder) => folder.Split('/')[0] switch
    {
        "building-blocks" => Part.BuildingBlock,
        "services" => Part.Service,
        "gateway" => Part.Gateway,
        "MediaNest.AppHost" => Part.AppHost,
        "tests" when name == "MediaNest.Simulators" => Part.Simulators,
        "tests" when name == "MediaNest.Testing" => Part.Testing,
        "tests" => Part.Tests,
        _ => throw new InvalidOperationException($"{folder} is none of the folders that projects may live in; see architecture.md."),
    };
}
