namespace MediaNest.LocalHosting.Orchestration;

/// <summary>The <c>dotnet</c> that this process runs on.</summary>
internal static class DotNet
{
    // …/shared/Microsoft.NETCore.App/10.0.0/System.Private.CoreLib.dll
    internal static string Path { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet"));
}
