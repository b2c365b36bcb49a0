using System.Reflection;
using MediaNest.Contracts.Tests.Shape;

namespace MediaNest.Contracts.Tests;

/// <summary>
/// Services are deployed one by one, so an event must be understood by those built before and after it. Its shape is checked in
/// as <c>contracts.txt</c>; only additions may ever appear there.
/// </summary>
public sealed class PublicShapeTests
{
    /// <summary>Set to 1 to take additive changes into the checked-in description.</summary>
    private const string AcceptVariable = "MEDIANEST_ACCEPT_CONTRACTS";

    private static readonly Assembly Contracts = typeof(IIntegrationEvent).Assembly;
    private static readonly string DescriptionPath = Repository.PathOf("tests", "MediaNest.Contracts.Tests", "contracts.txt");

    [Fact]
    public void ContractsChangeAdditivelyOnly()
    {
        var current = ShapeReader.Read(Contracts);
        var checkedIn = File.Exists(DescriptionPath) ? ShapeText.Read(File.ReadAllText(DescriptionPath)) : [];
        var changes = ShapeComparer.Compare(checkedIn, current);

        changes.Breaking.ShouldBeEmpty(
            "Other services still send and expect the old shape. Leave it, and add a member (nullable or with a default) or a new event beside it:\n  "
            + string.Join("\n  ", changes.Breaking));

        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(DescriptionPath, ShapeText.Write(current));
            return;
        }

        changes.Additive.ShouldBeEmpty(
            $"These additions are fine, but contracts.txt does not know them yet. Run this test once with {AcceptVariable}=1 and commit the file:\n  "
            + string.Join("\n  ", changes.Additive));
    }

    [Fact]
    public void TheDescriptionIsAsWrittenByTheTest()
    {
        var text = File.ReadAllText(DescriptionPath);
        ShapeText.Write(ShapeText.Read(text)).ShouldBe(text);
    }

    [Fact]
    public void EveryEventIsASealedRecordThatSaysWhenWhoAndWhy()
    {
        var wrong = Contracts.GetExportedTypes()
            .Where(type => type is { IsClass: true })
            .Where(type => !type.IsSealed || !type.IsAssignableTo(typeof(IIntegrationEvent)) || type.GetMethod("<Clone>$") is null)
            .Select(type => type.FullName);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void ContractsReferenceTheRuntimeAlone()
    {
        Contracts.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }
}
