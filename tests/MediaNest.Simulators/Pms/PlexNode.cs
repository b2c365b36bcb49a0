using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace MediaNest.Simulators.Pms;

/// <summary>
/// An element of a Plex answer. Plex writes the same thing two ways: XML with elements named after what they are
/// (Video, Directory), and JSON where those are all called Metadata.
/// </summary>
internal sealed class PlexNode(string xmlName, string? jsonName = null)
{
    private readonly List<KeyValuePair<string, object>> _attributes = [];
    private readonly List<PlexNode> _children = [];

    public string XmlName { get; } = xmlName;

    public string JsonName { get; } = jsonName ?? xmlName;

    /// <summary>Adds an attribute unless it is null.</summary>
    public PlexNode With(string name, object? value)
    {
        if (value is not null)
        {
            _attributes.Add(new(name, value));
        }

        return this;
    }

    public PlexNode Add(PlexNode child)
    {
        _children.Add(child);
        return this;
    }

    public PlexNode AddRange(IEnumerable<PlexNode> children)
    {
        _children.AddRange(children);
        return this;
    }

    public byte[] ToXml()
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            WriteXml(writer);
        }

        return stream.ToArray();
    }

    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(JsonName);
            WriteJson(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void WriteXml(XmlWriter writer)
    {
        writer.WriteStartElement(XmlName);
        foreach (var (name, value) in _attributes)
        {
            writer.WriteAttributeString(name, value switch
            {
                bool flag => flag ? "1" : "0",
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            });
        }

        foreach (var child in _children)
        {
            child.WriteXml(writer);
        }

        writer.WriteEndElement();
    }

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _attributes)
        {
            writer.WritePropertyName(name);
            switch (value)
            {
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                case int number:
                    writer.WriteNumberValue(number);
                    break;
                case long number:
                    writer.WriteNumberValue(number);
                    break;
                case double number:
                    writer.WriteNumberValue(number);
                    break;
                default:
                    writer.WriteStringValue(value.ToString());
                    break;
            }
        }

        foreach (var group in _children.GroupBy(child => child.JsonName, StringComparer.Ordinal))
        {
            writer.WritePropertyName(group.Key);
            writer.WriteStartArray();
            foreach (var child in group)
            {
                child.WriteJson(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}

/// <summary>Answers with XML, or with JSON to who accepts it.</summary>
internal sealed class PlexResult(PlexNode root, int status = StatusCodes.Status200OK) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var json = PlexRequest.WantsJson(httpContext.Request);
        var bytes = json ? root.ToJson() : root.ToXml();
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = json ? "application/json" : "text/xml;charset=utf-8";
        httpContext.Response.ContentLength = bytes.Length;
        httpContext.Response.Headers["X-Plex-Protocol"] = "1.0";
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}

internal static class PlexRequest
{
    public static bool WantsJson(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept?.Contains("application/json", StringComparison.OrdinalIgnoreCase) is true)
        || string.Equals(request.Query["Accept"], "application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>An X-Plex-* value: a header, or a query argument of the same name.</summary>
    public static string? PlexValue(this HttpRequest request, string name)
    {
        var header = request.Headers[name].ToString();
        if (header.Length > 0)
        {
            return header;
        }

        var argument = request.Query[name].ToString();
        return argument.Length > 0 ? argument : null;
    }

    public static int? PlexNumber(this HttpRequest request, string name) =>
        int.TryParse(request.PlexValue(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
