using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.Notification.Realtime.Commands.Services;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>Changes some of a user's preferences. Auth keeps them, checks them and tells everybody: the sockets hear of it from there.</summary>
internal sealed class PreferenceCommands(AuthClient auth)
{
    public async Task<CommandResult> ChangeAsync(CommandCall call, PreferenceChange body, CancellationToken cancellationToken)
    {
        var current = await auth.GetPreferencesAsync(call.Caller, cancellationToken);
        if (current.Error is not null)
        {
            return current;
        }

        var preferences = current.Data is JsonElement { ValueKind: JsonValueKind.Object } known ? JsonObject.Create(known)! : [];
        Merge(preferences, body.Members);
        return await auth.SetPreferencesAsync(preferences, call.Caller, cancellationToken);
    }

    /// <summary>As RFC 7396 has it: objects are merged, null takes a member away (auth sets its default), anything else replaces.</summary>
    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && target[name] is JsonObject known)
            {
                Merge(known, inner);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
