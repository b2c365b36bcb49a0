using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MediaNest.Notification.Webhooks;

/// <summary>Shows receivers that a delivery is ours, and when it was sent: <c>t=1763740800,v1=hex</c>, an HMAC-SHA256 over <c>t.body</c>.</summary>
internal static class WebhookSignature
{
    public const string Header = "X-MediaNest-Signature";
    public const string DeliveryHeader = "X-MediaNest-Delivery";
    public const string EventHeader = "X-MediaNest-Event";

    /// <summary>Shorter secrets could be guessed from a delivery.</summary>
    public const int ShortestSecret = 32;

    public const int LongestSecret = 256;

    private const int GeneratedBytes = 32;

    public static string CreateSecret() => "whsec_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(GeneratedBytes));

    public static string Compute(ReadOnlySpan<byte> secret, DateTimeOffset at, string body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }
}
