using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests;

/// <summary>
/// Sends nonsense to every operation that the services' own OpenAPI documents list, through the gateway: an operation that is added
/// later is covered by being there. Whatever is sent, the answer is never 5xx, and a refusal is in the envelope.
/// </summary>
public sealed class BadInputTests(RunningMediaNest mediaNest)
{
    // not %00: Kestrel itself refuses a path with it, with a bare 400, before there is a request to speak of
    private static readonly string[] BadIds = ["not-an-id", "0", "-1", "..%2f..%2fetc", "'%20or%201=1--", "%F0%9F%98%80", new('x', 1_500)];
    private static readonly string[] BadValues = ["x", "-1", "0", "99999999999999999999", "", "%00", "%F0%9F%98%80", "1;drop%20table", new('9', 500)];
    private static readonly string[] BadBodies =
        ["", "null", "[]", "{", "{}", "\"text\"", "42", "{\"a\":}", "\u0000", "{\"__proto__\":{}}", new('[', 2_000)];

    private static readonly string[] BadMembers =
        ["null", "{}", "[]", "-1", "99999999999999999999", "1.5e308", "\"\"", "\"\\u0000\"", "\"../../etc/passwd\"", "[[[]]]", "\"" + new string('x', 5_000) + "\""];

    public static TheoryData<string> Services => ["auth", "media", "plex", "download", "notification", "operations"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task NoBadInputMakesAnOperationFailOnOurSide(string service)
    {
        var operations = await OperationsOf(service);
        operations.ShouldNotBeEmpty();
        var client = new Prober(mediaNest);
        foreach (var operation in operations)
        {
            foreach (var probe in ProbesOf(operation))
            {
                await client.SendAsync(probe, operation);
            }
        }

        // one of the operations ends all other sessions, the shared administrator's among them
        await mediaNest.RenewAdminAsync();
        client.Complaints.ShouldBeEmpty();
        client.Sent.ShouldBeGreaterThan(operations.Count);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task EveryProtectedOperationRefusesBadTokens(string service)
    {
        var complaints = new List<string>();
        foreach (var operation in (await OperationsOf(service)).Where(operation => operation.IsProtected))
        {
            var path = operation.PathWith(Guid.CreateVersion7().ToString());
            foreach (var (token, code) in new (string?, string)[] { (null, "UNAUTHORIZED"), ("a.b.c", "INVALID_TOKEN"), ("nonsense", "INVALID_TOKEN") })
            {
                var answer = await new ApiClient(mediaNest.Gateway, token).SendAsync(operation.Method, path);
                if (answer.Status != 401 || answer.ErrorCode != code)
                {
                    complaints.Add($"{operation.Method} {path} with token '{token}': {answer.Status} {answer.Body}");
                }
            }
        }

        complaints.ShouldBeEmpty();
    }

    private static IEnumerable<Probe> ProbesOf(Operation operation)
    {
        var id = Guid.CreateVersion7().ToString();
        if (operation.PathParameters > 0)
        {
            foreach (var bad in BadIds)
            {
                yield return new Probe(operation.PathWith(bad), null);
            }
        }

        foreach (var parameter in operation.QueryParameters)
        {
            foreach (var bad in BadValues)
            {
                yield return new Probe($"{operation.PathWith(id)}?{parameter}={bad}", null);
            }

            yield return new Probe($"{operation.PathWith(id)}?{parameter}=1&{parameter}=2", null);
        }

        if (operation.Method == HttpMethod.Get)
        {
            yield break;
        }

        foreach (var body in BadBodies)
        {
            yield return new Probe(operation.PathWith(id), body);
        }

        foreach (var member in operation.BodyMembers)
        {
            foreach (var bad in BadMembers)
            {
                yield return new Probe(operation.PathWith(id), $"{{\"{member}\":{bad}}}");
            }
        }

        yield return new Probe(operation.PathWith(id), "{\"a\":\"" + new string('x', 1_100_000) + "\"}");
        yield return new Probe(operation.PathWith(id), "<a/>", "application/xml");
        yield return new Probe(operation.PathWith(id), "{}", "application/json; charset=utf-16");
    }

    private async Task<IReadOnlyList<Operation>> OperationsOf(string service)
    {
        using var http = new HttpClient { BaseAddress = mediaNest.AddressOf(service) };
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        return [.. document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject()
                .Where(method => method.Key is "get" or "post" or "put" or "patch" or "delete")
                .Select(method => Operation.Of(document, path.Key, method.Key, method.Value!)))
            .Where(operation => operation.IsPublished)];
    }

    private sealed record Probe(string Path, string? Body, string ContentType = "application/json");

    private sealed record Operation(HttpMethod Method, string Path, IReadOnlyList<string> QueryParameters, IReadOnlyList<string> BodyMembers)
    {
        private static readonly string[] Open =
        [
            "/api/v1/auth/plex", "/api/v1/auth/admin", "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/password-reset",
            "/api/v1/auth/2fa/verify", "/api/v1/csrf", "/api/v1/health", "/api/v1/webhooks", "/connect", "/.well-known",
        ];

        public int PathParameters => Path.Count(character => character == '{');

        /// <summary>Health is each process's own; the gateway has another at the same address.</summary>
        public bool IsPublished => !Path.StartsWith("/health", StringComparison.Ordinal) && !Path.StartsWith("/openapi", StringComparison.Ordinal);

        public bool IsProtected => Path == "/api/v1/csrf/stats" || !Array.Exists(Open, open => Path == open || Path.StartsWith(open + "/", StringComparison.Ordinal));

        public static Operation Of(JsonNode document, string path, string method, JsonNode operation) => new(
            new HttpMethod(method.ToUpperInvariant()),
            path,
            [.. (operation["parameters"]?.AsArray() ?? [])
                .Where(parameter => parameter!["in"]?.GetValue<string>() == "query")
                .Select(parameter => parameter!["name"]!.GetValue<string>())],
            MembersOf(document, operation["requestBody"]?["content"]?["application/json"]?["schema"]));

        public string PathWith(string id)
        {
            var path = new StringBuilder();
            foreach (var segment in Path.Split('/').Skip(1))
            {
                path.Append('/').Append(segment.Contains('{', StringComparison.Ordinal) ? id : segment);
            }

            return path.ToString();
        }

        private static string[] MembersOf(JsonNode document, JsonNode? schema)
        {
            if (schema?["$ref"]?.GetValue<string>() is { } reference)
            {
                schema = document["components"]?["schemas"]?[reference.Split('/')[^1]];
            }

            return [.. schema?["properties"]?.AsObject().Select(property => property.Key) ?? []];
        }
    }

    /// <summary>Sends as an administrator of its own, so that a probe that happens to sign out harms nobody else.</summary>
    private sealed class Prober(RunningMediaNest mediaNest)
    {
        private string? _token;

        public List<string> Complaints { get; } = [];

        public int Sent { get; private set; }

        public async Task SendAsync(Probe probe, Operation operation)
        {
            var answer = await TrySendAsync(probe, operation.Method);
            if (answer.Status == 401 && operation.IsProtected)
            {
                _token = null;
                answer = await TrySendAsync(probe, operation.Method);
            }

            Sent++;
            var isEnvelope = probe.Path.StartsWith("/connect/", StringComparison.Ordinal)
                || (answer.Body.ValueKind == JsonValueKind.Object && answer.Body.TryGetProperty("success", out var success) && !success.GetBoolean());
            if (answer.Status >= 500 || (answer.Status >= 400 && !isEnvelope))
            {
                Complaints.Add($"{operation.Method} {Short(probe.Path)} {Short(probe.Body)}: {answer.Status} {answer.Body}");
            }
        }

        private static string Short(string? text) => text is { Length: > 120 } ? text[..120] + "…" : text ?? "";

        private async Task<Answer> TrySendAsync(Probe probe, HttpMethod method)
        {
            _token ??= (await mediaNest.Anonymous.PostAsync(
                    "/api/v1/auth/login", new { email = RunningMediaNest.AdminEmail, password = RunningMediaNest.AdminPassword }))
                .ShouldBe(200).Data.GetProperty("token").GetString();
            using var content = probe.Body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(probe.Body));
            if (content is not null)
            {
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(probe.ContentType);
            }

            return await new ApiClient(mediaNest.Gateway, _token).SendAsync(method, probe.Path, content);
        }
    }
}
