using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MediaNest.Architecture.Tests;

/// <summary>Habits of design/style.md that a machine can check and the analyzers do not.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 500;
    private const int MostLinesOfProgram = 30;

    private static readonly string[] MarksOfUnfinishedWork = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "#reg" + "ion"];

    [Fact]
    public void NoFileIsTooLong() =>
        Offenders(Repository.CSharpFiles, file => File.ReadLines(file).Count() is > MostLines and var lines ? $"{lines} lines, {MostLines} at most" : null)
            .ShouldBeEmpty();

    [Fact]
    public void EveryProgramCanBeReadAtAGlance() =>
        Offenders(
            Repository.CSharpFiles.Where(file => file.EndsWith("/Program.cs", StringComparison.Ordinal)
                && (Repository.Relative(file).StartsWith("services/", StringComparison.Ordinal) || Repository.Relative(file).StartsWith("gateway/", StringComparison.Ordinal))),
            file => File.ReadLines(file).Count() is > MostLinesOfProgram and var lines ? $"{lines} lines, {MostLinesOfProgram} at most" : null)
            .ShouldBeEmpty();

    [Fact]
    public void NobodyReadsTheWallClock() =>
        Offenders(CSharpFilesButThis, file => FirstLine(file, line => WallClock().IsMatch(line) && !IsComment(line))).ShouldBeEmpty();

    [Fact]
    public void NoUnfinishedWorkIsLeft() =>
        Offenders(CSharpFilesButThis, file => FirstLine(file, line => MarksOfUnfinishedWork.Any(mark => line.Contains(mark, StringComparison.Ordinal))))
            .ShouldBeEmpty();

    [Fact]
    public void NoTestIsSkipped() =>
        Offenders(
            CSharpFilesButThis.Where(file => file.Contains("/tests/", StringComparison.Ordinal)),
            file => FirstLine(file, line => SkippedTest().IsMatch(line))).ShouldBeEmpty();

    [Fact]
    public void NamespacesAreFileScoped() =>
        Offenders(Repository.CSharpFiles, file => FirstLine(file, line => BlockNamespace().IsMatch(line))).ShouldBeEmpty();

    [Fact]
    public void NamespacesFollowFolders() =>
        Offenders(Repository.CSharpFiles, file => FirstLine(file, line =>
            line.StartsWith("namespace ", StringComparison.Ordinal)
            && !line.StartsWith("namespace Microsoft.Extensions.", StringComparison.Ordinal)
            // stand-ins have the namespaces of what they stand in for
            && !line.StartsWith("namespace Polly", StringComparison.Ordinal)
            && !line.StartsWith("namespace Aspire.", StringComparison.Ordinal)
            && !NamespacesFor(file).Contains(line["namespace ".Length..].TrimEnd(';')))).ShouldBeEmpty();

    [Fact]
    public void EveryServiceAndBuildingBlockSaysWhatItIs() =>
        Repository.Projects
            .Where(project => project.Part is Part.Service or Part.Gateway or Part.BuildingBlock)
            .Where(project => !File.Exists(Path.Combine(Repository.Root, project.Folder, "README.md")))
            .Select(project => $"{project.Folder} has no README.md")
            .ShouldBeEmpty();

    [Fact]
    public void PackageVersionsAreCentral() =>
        Offenders(
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)),
            file => XDocument.Load(file).Descendants("PackageReference")
                .FirstOrDefault(package => package.Attribute("Version") is not null)?.Attribute("Include")?.Value).ShouldBeEmpty();

    [Fact]
    public void NoFileNamesAMachineOrItsPackageFeed() =>
        Offenders(Repository.TextFiles.Where(file => !IsThis(file)), file => FirstLine(file, line => MachinePath().IsMatch(line) || PrivateFeed().IsMatch(line)))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("cd /wo" + "rk/main && ls", true)]
    [InlineData("DataDirectory=/ro" + "ot/.medianest", true)]
    [InlineData("C:/Users/jo" + "/x: /ho" + "me/jo/src", true)]
    [InlineData("see https://example.org/work/main", false)]
    [InlineData("/usr/lib/rabbitmq/bin/rabbitmq-server", false)]
    public void AMachinePathIsRecognised(string line, bool expected) => MachinePath().IsMatch(line).ShouldBe(expected);

    [Theory]
    [InlineData("\"resolved\": \"https://mirror.exam" + "ple/npm/x.tgz\"", true)]
    [InlineData("<add key=\"feed\" value=\"https://mirror.exam" + "ple/nuget/v3/index.json\" />", true)]
    [InlineData("https://api." + "nuget.org/v3/index.json", false)]
    [InlineData("https://api.themoviedb.org/3", false)]
    public void APrivateFeedIsRecognised(string line, bool expected) => PrivateFeed().IsMatch(line).ShouldBe(expected);

    private static IEnumerable<string> CSharpFilesButThis => Repository.CSharpFiles.Where(file => !IsThis(file));

    /// <summary>What others reference may keep its folders to itself and show one namespace; elsewhere the folder is the namespace.</summary>
    private static IReadOnlyList<string> NamespacesFor(string file)
    {
        var relative = Repository.Relative(file);
        var project = Repository.Projects.Single(project => relative.StartsWith(project.Folder + "/", StringComparison.Ordinal));
        var folder = Path.GetDirectoryName(relative[(project.Folder.Length + 1)..])!.Replace('\\', '/');
        var expected = folder.Length == 0 ? project.Name : $"{project.Name}.{folder.Replace('/', '.')}";
        return project.Part is Part.BuildingBlock or Part.Simulators or Part.Testing ? [expected, project.Name] : [expected];
    }

    private static bool IsThis(string file) => file.EndsWith($"/{nameof(SourceTests)}.cs", StringComparison.Ordinal);

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static string? FirstLine(string file, Func<string, bool> isWrong)
    {
        foreach (var (number, line) in File.ReadLines(file).Index())
        {
            if (isWrong(line))
            {
                return $"line {number + 1}: {line.Trim()}";
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Offenders(IEnumerable<string> files, Func<string, string?> fault) =>
        [.. from file in files let found = fault(file) where found is not null select $"{Repository.Relative(file)}: {found}"];

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b|\bGuid\.NewGuid\(|\bThread\.Sleep\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\[(Fact|Theory)[^\]]*\bSkip\s*=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SkippedTest();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?$", RegexOptions.None, 1000)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"(?<![\w.])/(work/(main|wt|shared|brief)\b|root/|home/(?!app\b)\w+/)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://(?!api\.nuget\.org|registry\.npmjs\.org)[^\s""'<>]*(/nuget/|/npm/|artifactory|/v3/index\.json)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrivateFeed();
}
