using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Sessions;

/// <summary>Remembers what people sign in from, and raises an alert when an administrator comes with something new.</summary>
internal sealed partial class KnownDevices(AuthDbContext db, IEventPublisher events, AuditLog audit, TimeProvider clock)
{
    /// <summary>Notes a sign-in, within the caller's transaction. The first device ever is nobody's surprise.</summary>
    public async Task NoteAsync(User user, ClientInfo client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fingerprint = FingerprintOf(client);
        var isNew = (await db.Database.SqlQuery<bool>($"""
            INSERT INTO known_devices (user_id, fingerprint, device, first_seen_at, last_seen_at) VALUES ({user.Id}, {fingerprint}, {client.Device}, {now}, {now})
            ON CONFLICT (user_id, fingerprint) DO UPDATE SET last_seen_at = {now}
            RETURNING (xmax = 0) AS "Value"
            """).ToListAsync(cancellationToken)).Single();
        if (!isNew || user.Role != UserRole.Admin
            || !await db.KnownDevices.AnyAsync(device => device.UserId == user.Id && device.Fingerprint != fingerprint, cancellationToken))
        {
            return;
        }

        audit.Add(AuditAction.NewDevice, user.Id, client);
        await events.Publish(new SecurityAlertRaised(
            Guid.CreateVersion7(now), "new-device", "warning", user.Id,
            $"{user.Name}, an administrator, signed in with a new device: {client.Device}.", client.Address, now, user.Id), cancellationToken);
    }

    private static byte[] FingerprintOf(ClientInfo client) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(client.Device + '\n' + Versions().Replace(client.UserAgent ?? "", "")));

    [GeneratedRegex(@"[\d._]+", RegexOptions.None, 1000)]
    private static partial Regex Versions();
}
