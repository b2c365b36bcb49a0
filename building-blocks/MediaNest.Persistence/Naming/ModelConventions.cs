using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MediaNest.Persistence.Naming;

/// <summary>How MediaNest's models look in the database.</summary>
public static class ModelConventions
{
    /// <summary>
    /// Gives every table, column, key, foreign key and index its snake_case name, stores enums as kebab-case text and times as UTC.
    /// Contexts added with <c>AddServiceDatabase</c> have it already; call it at the end of <c>OnModelCreating</c> elsewhere.
    /// </summary>
    /// <param name="model">The model being built.</param>
    /// <returns><paramref name="model"/>, for chaining.</returns>
    public static ModelBuilder UseSnakeCaseNames(this ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Apply(model.Model);
        return model;
    }

    internal static void Apply(IMutableModel model)
    {
        var entities = model.GetEntityTypes().ToList();
        foreach (var entity in entities)
        {
            if (entity.GetTableName() is { } table && !entity.IsMappedToJson())
                entity.SetTableName(SnakeCase.ToSnakeCase(table));
            if (entity.GetViewName() is { } view)
                entity.SetViewName(SnakeCase.ToSnakeCase(view));
        }

        // after all tables: the names of columns and keys are derived from them
        foreach (var entity in entities)
        {
            if (entity.IsMappedToJson())
            {
                // set on the outermost type only: one nested in it must not look like a document of its own
                if (entity.FindAnnotation(RelationalAnnotationNames.ContainerColumnName)?.Value is string container)
                    entity.SetContainerColumnName(SnakeCase.ToSnakeCase(container));
            }
            else
            {
                if (TableOrView(entity) is { } target)
                    NameColumns(entity, target);
            }

            foreach (var property in AllProperties(entity))
                ConvertValues(property);
        }

        foreach (var entity in entities.Where(entity => !entity.IsMappedToJson()))
            NameConstraints(entity);
    }

    private static StoreObjectIdentifier? TableOrView(IMutableEntityType entity) =>
        StoreObjectIdentifier.Create(entity, StoreObjectType.Table) ?? StoreObjectIdentifier.Create(entity, StoreObjectType.View);

    private static void NameColumns(IMutableTypeBase type, StoreObjectIdentifier target)
    {
        // asked for this table: the key of an owned type is then the column of its owner
        foreach (var property in type.GetProperties().Where(property => property.DeclaringType == type))
        {
            if (property.GetColumnName(target) is { } column)
                property.SetColumnName(SnakeCase.ToSnakeCase(column));
        }

        foreach (var complex in type.GetComplexProperties().Where(complex => !complex.ComplexType.IsMappedToJson()))
            NameColumns(complex.ComplexType, target);
    }

    private static void NameConstraints(IMutableEntityType entity)
    {
        foreach (var key in entity.GetDeclaredKeys())
        {
            if (key.GetName() is { } name)
                key.SetName(SnakeCase.ToSnakeCase(name));
        }

        foreach (var foreignKey in entity.GetDeclaredForeignKeys())
        {
            if (foreignKey.GetConstraintName() is { } name)
                foreignKey.SetConstraintName(SnakeCase.ToSnakeCase(name));
        }

        foreach (var index in entity.GetDeclaredIndexes())
        {
            if (index.GetDatabaseName() is { } name)
                index.SetDatabaseName(SnakeCase.ToSnakeCase(name));
        }
    }

    private static IEnumerable<IMutableProperty> AllProperties(IMutableTypeBase type) =>
        type.GetProperties().Concat(type.GetComplexProperties().SelectMany(complex => AllProperties(complex.ComplexType)));

    private static void ConvertValues(IMutableProperty property)
    {
        if (property.GetValueConverter() is not null || property.GetProviderClrType() is not null)
            return;

        if (property.GetElementType() is { } element)
        {
            if (element.GetValueConverter() is null && ConverterFor(element.ClrType) is { } elementConverter)
                element.SetValueConverter(elementConverter);
        }
        else if (ConverterFor(property.ClrType) is { } converter)
        {
            property.SetValueConverter(converter);
        }
    }

    private static ValueConverter? ConverterFor(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return (ValueConverter)Activator.CreateInstance(typeof(KebabCaseEnumConverter<>).MakeGenericType(type))!;
        return type == typeof(DateTimeOffset) ? UtcConverter.Instance : null;
    }
}
