namespace MediaNest.Contracts.Tests.Shape;

/// <summary>What became different between two descriptions.</summary>
/// <param name="Breaking">What services that run an older version would stumble over.</param>
/// <param name="Additive">What they would not notice.</param>
internal sealed record ShapeChanges(IReadOnlyList<string> Breaking, IReadOnlyList<string> Additive);

internal static class ShapeComparer
{
    public static ShapeChanges Compare(IReadOnlyList<TypeShape> before, IReadOnlyList<TypeShape> after)
    {
        List<string> breaking = [];
        List<string> additive = [];
        var now = after.ToDictionary(type => type.Name, StringComparer.Ordinal);
        var known = before.Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var old in before)
        {
            if (now.TryGetValue(old.Name, out var current))
            {
                Compare(old, current, breaking, additive);
            }
            else
            {
                breaking.Add($"{old.Kind} {old.Name} is gone");
            }
        }

        additive.AddRange(after.Where(type => !known.Contains(type.Name)).Select(type => $"{type.Kind} {type.Name} is new"));
        return new ShapeChanges(breaking, additive);
    }

    private static void Compare(TypeShape before, TypeShape after, List<string> breaking, List<string> additive)
    {
        if (before.Kind != after.Kind)
        {
            breaking.Add($"{before.Name} was a {before.Kind} and is a {after.Kind}");
        }

        foreach (var old in before.Members)
        {
            var current = after.Members.FirstOrDefault(member => member.Role == old.Role && member.Name == old.Name);
            if (current is null)
            {
                breaking.Add($"{before.Name}: {ShapeText.Describe(old)} is gone");
            }
            else if (current != old)
            {
                breaking.Add($"{before.Name}: '{ShapeText.Describe(old)}' became '{ShapeText.Describe(current)}'");
            }
        }

        foreach (var added in after.Members.Where(member => !before.Members.Any(old => old.Role == member.Role && old.Name == member.Name)))
        {
            var isSafe = added.Role is MemberShape.Implements or MemberShape.Value || added.MayBeAbsent || IsCarriedByAParameter(after, added);
            (isSafe ? additive : breaking).Add(isSafe
                ? $"{after.Name}: {ShapeText.Describe(added)} is new"
                : $"{after.Name}: {ShapeText.Describe(added)} is new and required; make it nullable or give it a default");
        }

        if (!KeepsOrder(before, after))
        {
            breaking.Add($"{before.Name}: its constructor parameters changed their order, so positional calls would mix them up");
        }
    }

    /// <summary>A positional record's property is as optional as the parameter it comes from.</summary>
    private static bool IsCarriedByAParameter(TypeShape type, MemberShape property) =>
        property.Role == MemberShape.Property
        && type.Members.Any(member => member.Role == MemberShape.Parameter && member.Name == property.Name && member.MayBeAbsent);

    private static bool KeepsOrder(TypeShape before, TypeShape after)
    {
        var old = Parameters(before);
        var kept = Parameters(after).Where(old.Contains).ToList();
        return kept.SequenceEqual(old.Where(kept.Contains), StringComparer.Ordinal);
    }

    private static List<string> Parameters(TypeShape type) =>
        [.. type.Members.Where(member => member.Role == MemberShape.Parameter).Select(member => member.Name)];
}
