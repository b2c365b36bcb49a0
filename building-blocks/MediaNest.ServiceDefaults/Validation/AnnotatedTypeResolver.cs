#pragma warning disable ASP0029 // the resolver API of Microsoft.Extensions.Validation is marked experimental; see the class's comment
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Validation;

namespace MediaNest.ServiceDefaults.Validation;

/// <summary>
/// Lets ASP.NET Core's own validation see every request record. Its source generator passes over non-public types in silence, and does
/// nothing at all in a project that forgets to call <c>AddValidation</c>: for an annotation that is not enforced, both are too quiet.
/// </summary>
internal sealed class AnnotatedTypeResolver : IValidatableInfoResolver
{
    private readonly ConcurrentDictionary<Type, IValidatableInfo?> _types = new();

    public bool TryGetValidatableParameterInfo(ParameterInfo parameterInfo, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        // simple parameters are the framework's own resolver's part, which also asks below for the type of complex ones
        validatableInfo = null;
        return false;
    }

    public bool TryGetValidatableTypeInfo(Type type, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        validatableInfo = _types.GetOrAdd(type, Describe);
        return validatableInfo is not null;
    }

    private static AnnotatedType? Describe(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true
            || type.IsAssignableTo(typeof(HttpContext)) || type.Assembly.GetName().Name!.StartsWith("Microsoft.", StringComparison.Ordinal))
        {
            return null;
        }

        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => new AnnotatedProperty(type, property, AttributesOf(type, property)))
            .Where(property => property.IsRelevant)
            .ToArray();
        var own = type.GetCustomAttributes<ValidationAttribute>(inherit: true).ToArray();
        return properties.Length == 0 && own.Length == 0 && !type.IsAssignableTo(typeof(IValidatableObject))
            ? null
            : new AnnotatedType(type, properties, own);
    }

    /// <summary>A record's annotation may stand on the property or on the constructor's parameter of the same name.</summary>
    private static ValidationAttribute[] AttributesOf(Type type, PropertyInfo property)
    {
        var parameter = type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(candidate => candidate.Name == property.Name && candidate.ParameterType == property.PropertyType);
        return [.. property.GetCustomAttributes<ValidationAttribute>(inherit: true), .. parameter?.GetCustomAttributes<ValidationAttribute>() ?? []];
    }

    private sealed class AnnotatedType(Type type, IReadOnlyList<ValidatablePropertyInfo> members, ValidationAttribute[] attributes)
        : ValidatableTypeInfo(type, members)
    {
        protected override ValidationAttribute[] GetValidationAttributes() => attributes;
    }

    private sealed class AnnotatedProperty(Type declaringType, PropertyInfo property, ValidationAttribute[] attributes)
        : ValidatablePropertyInfo(declaringType, property.PropertyType, property.Name, JsonNamePolicy(property.Name))
    {
        /// <summary>Simple values without annotations have nothing to check; objects and lists may hold something that has.</summary>
        public bool IsRelevant => attributes.Length > 0
            || (property.PropertyType is { IsPrimitive: false, IsEnum: false, IsValueType: false } && property.PropertyType != typeof(string));

        protected override ValidationAttribute[] GetValidationAttributes() => attributes;

        private static string JsonNamePolicy(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
    }
}
