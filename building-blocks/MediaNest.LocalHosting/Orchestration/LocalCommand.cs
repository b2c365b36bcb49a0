using System.Reflection;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>
/// Work that <c>dotnet run -- name</c> does against the running application, which then stops: the exit code says whether it succeeded.
/// It is declared by <c>[assembly: LocalCommand("name", typeof(TheCommand))]</c>, so that Program.cs stays what real Aspire compiles too.
/// </summary>
public interface ILocalCommand
{
    /// <summary>Does the work.</summary>
    /// <returns>Whether it succeeded.</returns>
    Task<bool> RunAsync(LocalCommandContext context, CancellationToken cancellationToken);
}

/// <summary>Declares a command in the AppHost's assembly.</summary>
/// <param name="name">The first argument that asks for it.</param>
/// <param name="type">An <see cref="ILocalCommand"/> with a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LocalCommandAttribute(string name, Type type) : Attribute
{
    /// <summary>The first argument that asks for it.</summary>
    public string Name { get; } = name;

    /// <summary>An <see cref="ILocalCommand"/> with a constructor without parameters.</summary>
    public Type Type { get; } = type;
}

/// <summary>The running application, as a command sees it.</summary>
public sealed class LocalCommandContext
{
    private readonly ApplicationPlan _plan;

    internal LocalCommandContext(ApplicationPlan plan, string? address)
    {
        _plan = plan;
        Address = address is null ? null : new Uri(address);
    }

    /// <summary>The address of the resource with external endpoints.</summary>
    public Uri? Address { get; }

    /// <summary>The address of a resource, or null when there is none of that name.</summary>
    /// <param name="resource">The resource's name.</param>
    public Uri? AddressOf(string resource) =>
        _plan.Resources.FirstOrDefault(candidate => candidate.Name == resource)?.Model.Endpoints.FirstOrDefault()?.Addresses[0];

    /// <summary>A secret that is made once and kept with the application's data.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">Makes it.</param>
    public string KeptSecret(string name, Func<string> create) => _plan.Store.Value.GetOrAdd(name, create);
}

internal static class LocalCommand
{
    internal static ILocalCommand? Find(ApplicationPlan plan) => plan.AppHostAssembly?.GetCustomAttributes<LocalCommandAttribute>()
        .Where(attribute => plan.Arguments.Count > 0 && attribute.Name == plan.Arguments[0])
        .Select(attribute => (ILocalCommand?)Activator.CreateInstance(attribute.Type, nonPublic: true))
        .FirstOrDefault();
}
