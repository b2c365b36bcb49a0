using MediaNest.Simulators.Calls;

namespace MediaNest.Simulators.Faults;

/// <summary>Stands before every simulated system: writes the call down, and lets go wrong what is to go wrong.</summary>
internal sealed class SystemMiddleware(RequestDelegate next, CallLog calls, FaultStore faults, TimeProvider time)
{
    private static readonly TimeSpan DropPause = TimeSpan.FromMilliseconds(100);

    public async Task InvokeAsync(HttpContext context)
    {
        if (SystemOf(context.Request.Path, out var rest) is not { } system)
        {
            await next(context);
            return;
        }

        var call = calls.Begin(system, context.Request.Method, rest, context.Request.QueryString);
        var fault = faults.Take(system, context.Request.Method, rest);
        try
        {
            if (fault is null)
            {
                await next(context);
            }
            else
            {
                await RunWithFaultAsync(context, system, fault);
            }
        }
        finally
        {
            calls.End(call, fault is { Down: true } or { Drop: true } ? 0 : context.Response.StatusCode);
        }
    }

    private async Task RunWithFaultAsync(HttpContext context, string system, Fault fault)
    {
        if (fault.Down is true)
        {
            context.Abort();
            return;
        }

        if (fault.Drop is not true && fault.Garbage is not true && fault.Fails)
        {
            await DelayAsync(fault, context.RequestAborted);
            await FailAsync(context, system, fault);
            return;
        }

        var body = await BufferAsync(context);
        await DelayAsync(fault, context.RequestAborted);
        if (fault.Garbage is true)
        {
            context.Response.Headers.ContentLength = FaultBodies.Garbage.Length;
            await context.Response.Body.WriteAsync(FaultBodies.Garbage, context.RequestAborted);
            return;
        }

        if (MayHaveBody(context.Response.StatusCode))
        {
            context.Response.Headers.ContentLength = body.Length;
        }

        if (fault.Drop is true)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            // A reset overtakes what is still in the client's buffer: let it read first.
            await Task.Delay(DropPause, time, CancellationToken.None);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Lets the call take effect, keeping what it answers; the client's patience plays no part.</summary>
    private async Task<byte[]> BufferAsync(HttpContext context)
    {
        var real = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = real;
        }

        return buffer.ToArray();
    }

    private async Task DelayAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.LatencyMs is > 0 and { } latency)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(latency), time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // The client gave up. That is what the latency is for.
            }
        }
    }

    private static async Task FailAsync(HttpContext context, string system, Fault fault)
    {
        var status = fault.Status ?? StatusCodes.Status500InternalServerError;
        var (contentType, body) = FaultBodies.For(system, status);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (MayHaveBody(status))
        {
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
    }

    private static bool MayHaveBody(int status) => status is >= 200 and not (204 or 304);

    private static string? SystemOf(PathString path, out string rest)
    {
        foreach (var system in Systems.All)
        {
            if (path.StartsWithSegments($"/{system}", StringComparison.Ordinal, out var remaining))
            {
                rest = remaining.HasValue ? remaining.Value : "/";
                return system;
            }
        }

        rest = "";
        return null;
    }
}
