using Polly;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Which calls are repeated.</summary>
public static class HttpRetryStrategyOptionsExtensions
{
    /// <summary>Repeats calls of every method: for receivers that recognise a repetition.</summary>
    /// <param name="options">The retry's options.</param>
    public static void EnableForUnsafeHttpMethods(this HttpRetryStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ShouldHandle = args => ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome));
    }

    /// <summary>Repeats no call that changes anything: not POST, PUT, PATCH, DELETE or CONNECT.</summary>
    /// <param name="options">The retry's options.</param>
    public static void DisableForUnsafeHttpMethods(this HttpRetryStrategyOptions options) =>
        options.DisableFor(HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Connect);

    /// <summary>Repeats no call of the given methods, whatever else is set.</summary>
    /// <param name="options">The retry's options.</param>
    /// <param name="methods">The methods.</param>
    public static void DisableFor(this HttpRetryStrategyOptions options, params HttpMethod[] methods)
    {
        ArgumentNullException.ThrowIfNull(options);
        var shouldHandle = options.ShouldHandle;
        options.ShouldHandle = args => args.Context.GetRequestMessage() is { } request && methods.Contains(request.Method)
            ? ValueTask.FromResult(false)
            : shouldHandle(args);
    }
}
