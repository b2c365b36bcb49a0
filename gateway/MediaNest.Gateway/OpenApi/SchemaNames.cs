using System.Text.Json.Nodes;

namespace MediaNest.Gateway.OpenApi;

/// <summary>
/// What each service's schemas are called in the union. A name that several services use for the same thing stays; one that they use for different
/// things becomes <c>service.Name</c>.
/// </summary>
internal sealed class SchemaNames
{
    private const string Prefix = "#/components/schemas/";

    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);

    public SchemaNames(IReadOnlyList<ServiceDocument> documents)
    {
        var all = documents.SelectMany(document => document.Schemas).ToLookup(schema => schema.Key, schema => schema.Value, StringComparer.Ordinal);
        foreach (var same in all.Where(group => group.Skip(1).Any(other => !JsonNode.DeepEquals(other, group.First()))))
        {
            _ambiguous.Add(same.Key);
        }

        // what speaks of an ambiguous one means its own service's, and is not the same either
        bool found;
        do
        {
            found = false;
            foreach (var group in all.Where(group => group.Skip(1).Any() && !_ambiguous.Contains(group.Key)))
            {
                if (References(group.First()).Any(_ambiguous.Contains))
                {
                    found |= _ambiguous.Add(group.Key);
                }
            }
        }
        while (found);
    }

    public string NameOf(string service, string schema) => _ambiguous.Contains(schema) ? $"{service}.{schema}" : schema;

    /// <summary>Renames every reference within a node of a service's document.</summary>
    public void Rename(string service, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (TextOf(value) is { } text)
                    {
                        members[name] = Prefix + NameOf(service, text[Prefix.Length..]);
                    }
                    else
                    {
                        Rename(service, value);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rename(service, item);
                }

                break;
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => TextOf(node) is { } text ? [text[Prefix.Length..]] : [],
    };

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith(Prefix, StringComparison.Ordinal) ? text : null;
}
