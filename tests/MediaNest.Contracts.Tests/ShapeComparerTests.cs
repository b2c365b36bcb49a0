using MediaNest.Contracts.Tests.Shape;

namespace MediaNest.Contracts.Tests;

public sealed class ShapeComparerTests
{
    private const string Before = """
        record Sample.ThingHappened
          implements IIntegrationEvent
          parameter ThingId: Guid
          parameter Title: string?
          parameter CorrelationId: string? = null
          property CorrelationId: string?
          property ThingId: Guid
          property Title: string?

        enum Sample.Mood
          value Good: 0

        """;

    [Fact]
    public void NothingChanged() => Compare(Before).ShouldSatisfyAllConditions(
        changes => changes.Breaking.ShouldBeEmpty(),
        changes => changes.Additive.ShouldBeEmpty());

    [Theory]
    [InlineData("record Sample.ThingHappened", "record Sample.ThingHappens", "Sample.ThingHappened is gone")]
    [InlineData("record Sample.ThingHappened", "struct Sample.ThingHappened", "was a record and is a struct")]
    [InlineData("  property Title: string?\n", "", "property Title: string? is gone")]
    [InlineData("property Title: string?", "property Name: string?", "property Title: string? is gone")]
    [InlineData("property Title: string?", "property Title: string", "became 'property Title: string'")]
    [InlineData("property ThingId: Guid", "property ThingId: int", "became 'property ThingId: int'")]
    [InlineData("parameter CorrelationId: string? = null", "parameter CorrelationId: string?", "became")]
    [InlineData("  implements IIntegrationEvent\n", "", "implements IIntegrationEvent is gone")]
    [InlineData("  value Good: 0\n", "", "value Good: 0 is gone")]
    [InlineData("value Good: 0", "value Good: 1", "became 'value Good: 1'")]
    [InlineData("  parameter Title: string?\n", "  parameter Title: string?\n  parameter Size: int\n", "new and required")]
    [InlineData("  property Title: string?\n", "  property Title: string?\n  property Size: int\n", "new and required")]
    [InlineData("  parameter ThingId: Guid\n  parameter Title: string?\n", "  parameter Title: string?\n  parameter ThingId: Guid\n", "order")]
    public void IsBreaking(string replaced, string by, string says)
    {
        var changes = Compare(Before.Replace(replaced, by, StringComparison.Ordinal));
        changes.Breaking.ShouldContain(change => change.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  parameter CorrelationId: string? = null\n", "  parameter CorrelationId: string? = null\n  parameter Size: int = 3\n")]
    [InlineData("  parameter Title: string?\n", "  parameter Title: string?\n  parameter Size: long?\n")]
    [InlineData("  property Title: string?\n", "  property Title: string?\n  property Size: IReadOnlyList<Guid>?\n")]
    [InlineData("  value Good: 0\n", "  value Good: 0\n  value Bad: 1\n")]
    [InlineData("enum Sample.Mood", "record Sample.AnotherHappened\n  parameter Size: int\n\nenum Sample.Mood")]
    public void IsAdditiveButMustBeWrittenDown(string replaced, string by)
    {
        var changes = Compare(Before.Replace(replaced, by, StringComparison.Ordinal));
        changes.Breaking.ShouldBeEmpty();
        changes.Additive.Count.ShouldBe(1);
    }

    [Fact]
    public void APropertyOfAParameterWithADefaultIsAdditive()
    {
        var changes = Compare(Before
            .Replace("  parameter Title: string?\n", "  parameter Title: string?\n  parameter Size: int = 3\n", StringComparison.Ordinal)
            .Replace("  property Title: string?\n", "  property Title: string?\n  property Size: int\n", StringComparison.Ordinal));
        changes.Breaking.ShouldBeEmpty();
        changes.Additive.Count.ShouldBe(2);
    }

    [Fact]
    public void ReadsTypesNullabilityAndDefaultsOffRealTypes()
    {
        ShapeText.Write([ShapeReader.Read(typeof(SomethingHappened)), ShapeReader.Read(typeof(Mood))]).ShouldBe("""
            record MediaNest.Contracts.Tests.ShapeComparerTests+SomethingHappened
              implements IMarker
              parameter Id: Guid
              parameter Names: IReadOnlyList<string?>?
              parameter Size: int? = null
              parameter Text: string = none
              property Id: Guid
              property Names: IReadOnlyList<string?>?
              property Size: int?
              property Text: string

            enum MediaNest.Contracts.Tests.ShapeComparerTests+Mood
              value Good: 0
              value Bad: 5


            """.ReplaceLineEndings("\n"));
    }

    private static ShapeChanges Compare(string after) => ShapeComparer.Compare(ShapeText.Read(Before), ShapeText.Read(after));

    internal interface IMarker;

    internal enum Mood
    {
        Good = 0,
        Bad = 5,
    }

    internal sealed record SomethingHappened(Guid Id, IReadOnlyList<string?>? Names, int? Size = null, string Text = "none") : IMarker;
}
