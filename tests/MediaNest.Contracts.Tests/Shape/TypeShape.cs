namespace MediaNest.Contracts.Tests.Shape;

/// <summary>What others can see of a type. Members keep the order of the source.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Kind"><c>record</c>, <c>class</c>, <c>struct</c>, <c>interface</c> or <c>enum</c>.</param>
/// <param name="Members">Implemented interfaces, constructor parameters, properties, enum values.</param>
internal sealed record TypeShape(string Name, string Kind, IReadOnlyList<MemberShape> Members);

/// <summary>One member.</summary>
/// <param name="Role">What it is to the type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type with nullability, such as <c>IReadOnlyList&lt;Guid&gt;?</c>; an enum member's number; empty for interfaces.</param>
/// <param name="Default">A parameter's default value; null where there is none.</param>
internal sealed record MemberShape(string Role, string Name, string Type, string? Default = null)
{
    public const string Implements = "implements";
    public const string Parameter = "parameter";
    public const string Property = "property";
    public const string Value = "value";

    /// <summary>Whether a message or a call that lacks it is still understood.</summary>
    public bool MayBeAbsent => Default is not null || Type.EndsWith('?');
}
