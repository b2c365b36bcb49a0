using Microsoft.AspNetCore.Http;

namespace MediaNest.SocketIO.Engine;

/// <summary>The protocol's error answers.</summary>
internal sealed record EngineError(int Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    public static readonly EngineError TransportUnknown = new(0, "Transport unknown");
    public static readonly EngineError SessionUnknown = new(1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(3, "Bad request");
    public static readonly EngineError Forbidden = new(4, "Forbidden", StatusCodes.Status403Forbidden);
    public static readonly EngineError UnsupportedProtocol = new(5, "Unsupported protocol version");
    public static readonly EngineError PayloadTooLarge = new(3, "Payload too large", StatusCodes.Status413PayloadTooLarge);
    public static readonly EngineError Full = new(4, "Too many connections", StatusCodes.Status503ServiceUnavailable);

    private readonly byte[] _body = System.Text.Encoding.UTF8.GetBytes($$"""{"code":{{Code}},"message":"{{Message}}"}""");

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(_body, context.RequestAborted);
    }
}
