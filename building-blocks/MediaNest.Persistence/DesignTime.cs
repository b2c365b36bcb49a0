using System.Reflection;

namespace MediaNest.Persistence;

/// <summary>Whether the program is run by a tool (dotnet ef, OpenAPI generation) that only wants its model or its endpoints.</summary>
public static class DesignTime
{
    /// <summary>True under <c>dotnet ef</c> and <c>GetDocument.Insider</c>: nothing may be connected to, and no connection string is needed.</summary>
    public static bool IsActive { get; } =
        Assembly.GetEntryAssembly()?.GetName().Name is "ef" or "dotnet-ef" or "GetDocument.Insider";
}
