namespace MediaNest.Email;

/// <summary>A message was not sent.</summary>
/// <param name="message">What the other side said, without address, text and password.</param>
/// <param name="isPermanent">Whether sending the same message again is of no use.</param>
/// <param name="innerException">The cause.</param>
public sealed class EmailException(string message, bool isPermanent, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>True where the server refused this message or its recipient for good (5xx); false where it may take it later.</summary>
    public bool IsPermanent { get; } = isPermanent;
}
