using System.Text.Json;
using MediaNest.ServiceDefaults;

namespace MediaNest.Notification.Preferences;

/// <summary>The ways by which users are told, as they stand in events.</summary>
internal static class Channel
{
    public const string Socket = "socket";
    public const string Email = "email";
    public const string Webhook = "webhook";
}

/// <summary>What somebody wants of one type; null as for all others.</summary>
internal sealed record TypeChoice(bool? InApp = null, bool? Email = null, bool? Webhook = null);

/// <summary>Which ways somebody wants to be told: the part of auth's preferences document that concerns this service, with auth's names and defaults.</summary>
internal sealed record ChannelChoice(bool InApp = true, bool Email = false, bool Webhook = true, IReadOnlyDictionary<string, TypeChoice?>? Types = null)
{
    /// <summary>Of somebody who never said.</summary>
    public static readonly ChannelChoice Default = new();

    /// <summary>Reads auth's document; what an older one lacks has its default.</summary>
    public static ChannelChoice FromPreferences(string json) =>
        JsonSerializer.Deserialize<PreferencesDocument>(json, JsonDefaults.Options)?.Notifications ?? Default;

    /// <summary>The ways for a type.</summary>
    public IReadOnlyList<string> For(string kind)
    {
        var type = Types?.GetValueOrDefault(kind) ?? new TypeChoice();
        List<string> channels = [];
        Add(Channel.Socket, type.InApp ?? InApp);
        Add(Channel.Email, type.Email ?? Email);
        Add(Channel.Webhook, type.Webhook ?? Webhook);
        return channels;

        void Add(string channel, bool wanted)
        {
            if (wanted)
            {
                channels.Add(channel);
            }
        }
    }

    private sealed record PreferencesDocument(ChannelChoice? Notifications);
}
