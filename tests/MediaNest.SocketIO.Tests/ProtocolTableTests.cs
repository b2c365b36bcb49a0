using System.Text.RegularExpressions;

namespace MediaNest.SocketIO.Tests;

public sealed partial class ProtocolTableTests
{
    [Fact]
    public void EveryTestThatTheReadmeNamesIsThere()
    {
        var tests = typeof(ProtocolTableTests).Assembly.GetTypes().Where(type => type.IsPublic)
            .SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}")).ToHashSet(StringComparer.Ordinal);
        var named = TestName().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"))).Select(match => match.Groups["name"].Value).ToArray();

        named.Length.ShouldBeGreaterThan(50);
        named.Except(tests, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [GeneratedRegex(@"`(?<name>[A-Za-z]+Tests\.[A-Za-z0-9]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
