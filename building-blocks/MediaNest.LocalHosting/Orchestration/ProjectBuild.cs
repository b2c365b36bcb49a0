using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MediaNest.LocalHosting.Processes;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>Builds all projects of the application at once, unless nothing changed since it last did.</summary>
internal sealed class ProjectBuild(IReadOnlyList<ProjectResource> projects, ApplicationPlan plan, Action<string> output)
{
    private const string Name = "build";
    private readonly string _configuration = plan.AppHostAssembly?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
    private Task _built = Task.CompletedTask;

    internal void Begin(CancellationToken cancellationToken)
    {
        if (projects.Count > 0 && plan.Settings.Build)
        {
            _built = BuildAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the projects are built.</summary>
    internal Task WaitAsync(CancellationToken cancellationToken) => _built.WaitAsync(cancellationToken);

    /// <summary>The program of a project that is built.</summary>
    internal string AssemblyOf(ProjectResource project) => FindAssembly(project) ?? throw new DistributedApplicationException(
        $"{Path.GetFileName(project.ProjectPath)} is not built for configuration {_configuration}");

    private string? FindAssembly(ProjectResource project)
    {
        var folder = Path.Combine(Path.GetDirectoryName(project.ProjectPath)!, "bin", _configuration);
        var file = $"{Path.GetFileNameWithoutExtension(project.ProjectPath)}.dll";
        return !Directory.Exists(folder) ? null : Directory.GetDirectories(folder)
            .Select(framework => Path.Combine(framework, file))
            .Where(File.Exists)
            .MaxBy(File.GetLastWriteTimeUtc);
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        var root = LocalHostingSettings.RepositoryRoot(Path.GetDirectoryName(projects[0].ProjectPath)!);
        var folder = Directory.CreateDirectory(Path.Combine(root, ".medianest")).FullName;
        var stamp = Path.Combine(folder, $"built-{_configuration}");
        var inputs = await Task.Run(() => Inputs(root), cancellationToken);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == inputs && projects.All(project => FindAssembly(project) is not null))
        {
            return;
        }

        var started = plan.Time.GetTimestamp();
        output($"building {projects.Count} projects");
        var lines = new List<string>();
        await using var build = GuardedProcess.Start(new GuardedProcessOptions
        {
            FileName = DotNet.Path,
            // -nodeReuse:false: nothing stays behind; analyzers are for whoever changes the code, and take half of the time
            Arguments = ["build", await WriteTargetAsync(root, folder, cancellationToken), "-c", _configuration, "-v", "q", "-nologo", "-tl:off", "-nodeReuse:false", "-clp:NoSummary", "-p:RunAnalyzers=false"],
            WorkingDirectory = root,
            StopSignal = "INT",
            Output = lines.Add,
        });
        var exitCode = await build.Exited.WaitAsync(cancellationToken);
        await build.StopAsync();
        if (exitCode != 0)
        {
            throw new DistributedApplicationException($"the build failed:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct())}");
        }

        await File.WriteAllTextAsync(stamp, inputs, cancellationToken);
        output($"built after {plan.Time.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    /// <summary>A filter of the solution that holds the projects: one build, one restore. Without a solution, the only project.</summary>
    private async Task<string> WriteTargetAsync(string root, string folder, CancellationToken cancellationToken)
    {
        var solution = Directory.EnumerateFiles(root, "*.sln").FirstOrDefault();
        if (solution is null)
        {
            return projects.Count == 1 ? projects[0].ProjectPath : throw new DistributedApplicationException("several projects need a solution file at their root");
        }

        var filter = Path.Combine(folder, $"{Name}.slnf");
        var content = new
        {
            solution = new { path = Path.Combine("..", Path.GetFileName(solution)), projects = projects.Select(project => Path.GetRelativePath(root, project.ProjectPath)) },
        };
        await File.WriteAllTextAsync(filter, JsonSerializer.Serialize(content), cancellationToken);
        return filter;
    }

    /// <summary>A hash over name, size and time of every file that goes into the projects.</summary>
    private string Inputs(string root)
    {
        var pending = new Stack<string>(projects.Select(project => project.ProjectPath));
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        while (pending.TryPop(out var project))
        {
            if (File.Exists(project) && seen.Add(project))
            {
                foreach (var reference in XDocument.Load(project).Descendants("ProjectReference").Attributes("Include"))
                {
                    pending.Push(Path.GetFullPath(reference.Value.Replace('\\', '/'), Path.GetDirectoryName(project)!));
                }
            }
        }

        var files = seen.SelectMany(project => Files(new DirectoryInfo(Path.GetDirectoryName(project)!)))
            .Concat(new DirectoryInfo(root).EnumerateFiles().Where(file => file.Extension is ".props" or ".targets" or ".json" or ".editorconfig"))
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"))
            .Order(StringComparer.Ordinal);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files))));
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo directory) => directory.EnumerateFiles()
        .Concat(directory.EnumerateDirectories().Where(child => child.Name is not ("bin" or "obj") && child.Name[0] != '.').SelectMany(Files));
}
