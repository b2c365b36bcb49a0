namespace MediaNest.LocalHosting.Servers;

/// <summary>A private server could not be prepared or started; the message holds its last output.</summary>
public sealed class NativeServerException : Exception
{
    /// <inheritdoc/>
    public NativeServerException()
    {
    }

    /// <inheritdoc/>
    public NativeServerException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public NativeServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
