using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults.Correlation;

namespace MediaNest.Auth.Audit;

/// <summary>Adds lines to the audit log; they are saved with the change they tell of.</summary>
internal sealed class AuditLog(AuthDbContext db, ICorrelation correlation, TimeProvider clock)
{
    public void Add(AuditAction action, Guid? userId, ClientInfo client, string? detail = null)
    {
        var now = clock.GetUtcNow();
        db.AuditEntries.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Action = action,
            UserId = userId,
            ActorId = correlation.ActorId,
            Address = client.Address,
            Device = client.Device,
            Detail = detail,
            CorrelationId = correlation.Id,
        });
    }
}
