namespace MediaNest.Simulators.Faults;

/// <summary>How each system words a failure of its own.</summary>
internal static class FaultBodies
{
    /// <summary>Starts like JSON or XML of some kind and is neither.</summary>
    public static ReadOnlyMemory<byte> Garbage { get; } =
        "{\"page\": 1, \"results\": [<MediaContainer size=\u0000\u0001\u0002 \uFFFD}}}} not what you asked for"u8.ToArray();

    public static (string ContentType, string Body) For(string system, int status) => system switch
    {
        Systems.Tmdb when status == StatusCodes.Status429TooManyRequests =>
            ("application/json;charset=utf-8", """{"success":false,"status_code":25,"status_message":"Your request count (41) is over the allowed limit of (40)."}"""),
        Systems.Tmdb when status == StatusCodes.Status401Unauthorized =>
            ("application/json;charset=utf-8", """{"success":false,"status_code":7,"status_message":"Invalid API key: You must be granted a valid key."}"""),
        Systems.Tmdb =>
            ("application/json;charset=utf-8", """{"success":false,"status_code":11,"status_message":"Internal error: Something went wrong, contact TMDb."}"""),
        Systems.PlexTv when status == StatusCodes.Status429TooManyRequests =>
            ("application/json; charset=utf-8", """{"errors":[{"code":1003,"message":"Too many requests","status":429}]}"""),
        Systems.PlexTv =>
            ("application/json; charset=utf-8", $$"""{"errors":[{"code":1999,"message":"Internal error","status":{{status}}}]}"""),
        Systems.Overseerr =>
            ("application/json; charset=utf-8", $$"""{"message":"Simulated failure with status {{status}}","errors":[]}"""),
        Systems.Pms =>
            ("text/html", $"<html><head><title>Error</title></head><body><h1>{status}</h1></body></html>"),
        _ => ("text/plain; charset=utf-8", $"Simulated failure with status {status}"),
    };
}
