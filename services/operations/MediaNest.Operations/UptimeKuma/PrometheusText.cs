using System.Globalization;
using System.Text;

namespace MediaNest.Operations.UptimeKuma;

/// <summary>One line of a Prometheus text answer.</summary>
internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Reads the Prometheus text format, version 0.0.4. Lines that are not of it are left out: what can be read is worth having.</summary>
internal static class PrometheusText
{
    public static IEnumerable<PrometheusSample> Read(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(ReadLine).OfType<PrometheusSample>();

    private static PrometheusSample? ReadLine(string line)
    {
        var nameEnd = line.AsSpan().IndexOfAny("{ \t");
        if (nameEnd <= 0)
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = nameEnd;
        if (line[at] == '{' && !TryReadLabels(line, ref at, labels))
        {
            return null;
        }

        // a time stamp may follow the value
        var value = line[at..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "";
        return TryReadNumber(value, out var number) ? new PrometheusSample(line[..nameEnd], labels, number) : null;
    }

    private static bool TryReadLabels(string line, ref int at, Dictionary<string, string> labels)
    {
        at++;
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf('=', at);
            if (equals < 0 || equals + 1 >= line.Length || line[equals + 1] != '"')
            {
                return false;
            }

            var name = line[at..equals].Trim(' ', ',');
            at = equals + 2;
            if (!TryReadQuoted(line, ref at, out var value))
            {
                return false;
            }

            labels[name] = value;
            at += at < line.Length && line[at] == ',' ? 1 : 0;
        }

        return ++at <= line.Length;
    }

    private static bool TryReadQuoted(string line, ref int at, out string value)
    {
        var text = new StringBuilder();
        while (at < line.Length && line[at] != '"')
        {
            var isEscaped = line[at] == '\\' && at + 1 < line.Length;
            at += isEscaped ? 1 : 0;
            text.Append(isEscaped && line[at] == 'n' ? '\n' : line[at]);
            at++;
        }

        value = text.ToString();
        return ++at <= line.Length;
    }

    private static bool TryReadNumber(string text, out double number)
    {
        number = text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return text is "NaN" or "+Inf" or "-Inf" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
