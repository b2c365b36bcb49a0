namespace Polly.RateLimiting;

/// <summary>Too many calls were under way already.</summary>
public sealed class RateLimiterRejectedException : ExecutionRejectedException
{
    /// <summary>An exception with the usual message.</summary>
    public RateLimiterRejectedException()
        : this("The operation could not be executed because it was rejected by the rate limiter.")
    {
    }

    /// <summary>An exception with a message.</summary>
    /// <param name="message">The message.</param>
    public RateLimiterRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="inner">The cause.</param>
    public RateLimiterRejectedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
