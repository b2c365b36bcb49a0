using System.Text;

namespace MediaNest.Persistence.Naming;

/// <summary>Turns the names of C# into the names of the database and of the API.</summary>
public static class SnakeCase
{
    /// <summary>Rewrites a name as snake_case: <c>TmdbId</c> becomes <c>tmdb_id</c>, <c>HTTPStatus2</c> becomes <c>http_status2</c>. A name that is snake_case already stays.</summary>
    /// <param name="name">The name to rewrite.</param>
    /// <returns>The name in snake_case.</returns>
    public static string ToSnakeCase(string name) => Separate(name, '_');

    /// <summary>Rewrites a name as kebab-case: <c>PartiallyAvailable</c> becomes <c>partially-available</c>.</summary>
    /// <param name="name">The name to rewrite.</param>
    /// <returns>The name in kebab-case.</returns>
    public static string ToKebabCase(string name) => Separate(name, '-');

    private static string Separate(string name, char separator)
    {
        ArgumentNullException.ThrowIfNull(name);
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var current = name[i];
            if (char.IsUpper(current) && i > 0 && char.IsLetterOrDigit(name[i - 1])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                result.Append(separator);
            }

            result.Append(char.ToLowerInvariant(current));
        }

        return result.ToString();
    }
}
