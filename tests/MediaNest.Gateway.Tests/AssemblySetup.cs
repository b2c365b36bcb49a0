using System.Runtime.CompilerServices;

namespace MediaNest.Gateway.Tests;

internal static class AssemblySetup
{
    /// <summary>The tests start hundreds of hosts: each would watch its settings files, and the machine has few watches to give.</summary>
    [ModuleInitializer]
    internal static void WatchNoFiles() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
