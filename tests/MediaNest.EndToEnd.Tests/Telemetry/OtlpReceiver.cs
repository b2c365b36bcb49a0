using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.EndToEnd.Tests.Telemetry;

/// <summary>A span as it arrived over OTLP: the few fields that the tests ask about.</summary>
/// <param name="Service">Resource attribute <c>service.name</c>.</param>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="SpanId">Hexadecimal.</param>
/// <param name="ParentId">Hexadecimal; empty for a root.</param>
/// <param name="Name">The span's name.</param>
/// <param name="Kind">1 internal, 2 server, 3 client, 4 producer, 5 consumer.</param>
public sealed record ReceivedSpan(string Service, string TraceId, string SpanId, string ParentId, string Name, int Kind);

/// <summary>A loopback collector for OTLP over HTTP with protobuf, traces alone.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentBag<ReceivedSpan> Spans { get; } = [];

    public string Address => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context, string signal)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (signal == "traces")
        {
            // ExportTraceServiceRequest.resource_spans = 1
            Each(body.ToArray(), (field, input) =>
            {
                if (field == 1)
                {
                    ReadResourceSpans(input.ReadBytes().ToByteArray());
                    return true;
                }

                return false;
            });
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary>ResourceSpans: resource = 1, scope_spans = 2; Resource.attributes = 1; ScopeSpans.spans = 2.</summary>
    private void ReadResourceSpans(byte[] message)
    {
        var service = "";
        Each(message, (field, input) =>
        {
            if (field == 1)
            {
                service = FindServiceName(input.ReadBytes().ToByteArray()) ?? service;
                return true;
            }

            return false;
        });
        Each(message, (field, input) =>
        {
            if (field != 2)
            {
                return false;
            }

            Each(input.ReadBytes().ToByteArray(), (inner, scope) =>
            {
                if (inner != 2)
                {
                    return false;
                }

                Spans.Add(ReadSpan(service, scope.ReadBytes().ToByteArray()));
                return true;
            });
            return true;
        });
    }

    /// <summary>KeyValue: key = 1, value = 2; AnyValue.string_value = 1.</summary>
    private static string? FindServiceName(byte[] resource)
    {
        string? found = null;
        Each(resource, (field, input) =>
        {
            if (field != 1)
            {
                return false;
            }

            string? key = null;
            string? value = null;
            Each(input.ReadBytes().ToByteArray(), (inner, pair) =>
            {
                switch (inner)
                {
                    case 1:
                        key = pair.ReadString();
                        return true;
                    case 2:
                        Each(pair.ReadBytes().ToByteArray(), (kind, any) =>
                        {
                            if (kind == 1)
                            {
                                value = any.ReadString();
                                return true;
                            }

                            return false;
                        });
                        return true;
                    default:
                        return false;
                }
            });
            found = key == "service.name" ? value : found;
            return true;
        });
        return found;
    }

    /// <summary>Span: trace_id = 1, span_id = 2, parent_span_id = 4, name = 5, kind = 6.</summary>
    private static ReceivedSpan ReadSpan(string service, byte[] message)
    {
        string trace = "", id = "", parent = "", name = "";
        var kind = 0;
        Each(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    trace = Convert.ToHexStringLower(input.ReadBytes().Span);
                    return true;
                case 2:
                    id = Convert.ToHexStringLower(input.ReadBytes().Span);
                    return true;
                case 4:
                    parent = Convert.ToHexStringLower(input.ReadBytes().Span);
                    return true;
                case 5:
                    name = input.ReadString();
                    return true;
                case 6:
                    kind = input.ReadEnum();
                    return true;
                default:
                    return false;
            }
        });
        return new ReceivedSpan(service, trace, id, parent, name, kind);
    }

    /// <summary>Walks a message's fields; those that are not read are skipped.</summary>
    private static void Each(byte[] message, Func<int, CodedInputStream, bool> read)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (!read(WireFormat.GetTagFieldNumber(tag), input))
            {
                input.SkipLastField();
            }
        }
    }
}
