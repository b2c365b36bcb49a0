using System.Globalization;
using System.Reflection;

namespace MediaNest.Contracts.Tests.Shape;

/// <summary>Reads shapes off compiled types.</summary>
internal static class ShapeReader
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static IReadOnlyList<TypeShape> Read(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Select(Read).OrderBy(shape => shape.Name, StringComparer.Ordinal)];

    public static TypeShape Read(Type type)
    {
        var nullability = new NullabilityInfoContext();
        List<MemberShape> members = [];
        if (type.IsEnum)
        {
            members.AddRange(Enum.GetNames(type).Select(name => new MemberShape(
                MemberShape.Value, name, Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture))));
            return new TypeShape(type.FullName!, "enum", members);
        }

        members.AddRange(type.GetInterfaces()
            .Where(implemented => implemented.Assembly == type.Assembly)
            .Select(implemented => new MemberShape(MemberShape.Implements, implemented.Name, "")));
        members.AddRange(type.GetConstructors()
            .OrderByDescending(constructor => constructor.GetParameters().Length)
            .Take(1)
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => new MemberShape(
                MemberShape.Parameter, parameter.Name!, NameOf(nullability.Create(parameter)), DefaultOf(parameter))));
        members.AddRange(type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => new MemberShape(MemberShape.Property, property.Name, NameOf(nullability.Create(property)))));
        return new TypeShape(type.FullName!, KindOf(type), members);
    }

    private static string KindOf(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when type.GetMethod("<Clone>$") is not null => "record",
        _ => "class",
    };

    private static string? DefaultOf(ParameterInfo parameter) =>
        !parameter.HasDefaultValue ? null : Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "null";

    private static string NameOf(NullabilityInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var name = type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", info.GenericTypeArguments.Select(NameOf))}>"
            : type.IsArray ? NameOf(info.ElementType!) + "[]" : Keywords.GetValueOrDefault(type, type.Name);
        return info.ReadState == NullabilityState.Nullable ? name + "?" : name;
    }
}
