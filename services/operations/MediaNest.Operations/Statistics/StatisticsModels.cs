using MediaNest.Operations.Status;

namespace MediaNest.Operations.Statistics;

/// <summary>Active: signed in within the last 30 days.</summary>
internal sealed record UserCounts(int Total, int Active, int Admins, int Suspended);

/// <summary>Requests by their present state.</summary>
internal sealed record RequestCounts(
    int Total, int Pending, int Approved, int Processing, int PartiallyAvailable, int Available, int Denied, int Failed, int Cancelled);

/// <summary>Active: neither finished nor given up.</summary>
internal sealed record DownloadCounts(int Total, int Active, int Completed, int Failed, int Cancelled, long TotalBytes);

/// <summary>The instance that answers: seconds since its start, resident memory, share of the machine's processors since its start.</summary>
internal sealed record SystemFigures(long Uptime, string Memory, string Cpu);

internal sealed record OwnStatistics(RequestCounts Requests, DownloadCounts Downloads, StatusSummary Services);

internal sealed record AdminStatistics(UserCounts Users, RequestCounts Requests, DownloadCounts Downloads, StatusSummary Services, SystemFigures System);
