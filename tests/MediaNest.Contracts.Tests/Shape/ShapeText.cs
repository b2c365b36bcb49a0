using System.Text;

namespace MediaNest.Contracts.Tests.Shape;

/// <summary>The checked-in description: one line a type, its members indented below.</summary>
internal static class ShapeText
{
    private const string Indent = "  ";

    public static string Write(IEnumerable<TypeShape> types)
    {
        var text = new StringBuilder();
        foreach (var type in types)
        {
            text.Append(type.Kind).Append(' ').Append(type.Name).Append('\n');
            foreach (var member in type.Members)
            {
                text.Append(Indent).Append(Describe(member)).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static string Describe(MemberShape member)
    {
        var text = $"{member.Role} {member.Name}";
        text += member.Type.Length == 0 ? "" : $": {member.Type}";
        return member.Default is null ? text : $"{text} = {member.Default}";
    }

    public static IReadOnlyList<TypeShape> Read(string text)
    {
        List<TypeShape> types = [];
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Trim().Length > 0 && !line.StartsWith('#')))
        {
            var (first, rest) = Split(line.Trim(), " ");
            if (line.StartsWith(Indent, StringComparison.Ordinal))
            {
                var (name, typeAndDefault) = Split(rest!, ": ");
                var (type, standard) = Split(typeAndDefault ?? "", " = ");
                var owner = types[^1];
                types[^1] = owner with { Members = [.. owner.Members, new MemberShape(first, name, type, standard)] };
            }
            else
            {
                types.Add(new TypeShape(rest!, first, []));
            }
        }

        return types;
    }

    private static (string Before, string? After) Split(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + separator.Length)..]);
    }
}
