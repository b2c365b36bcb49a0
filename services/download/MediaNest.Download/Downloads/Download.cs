namespace MediaNest.Download.Downloads;

/// <summary>
/// A video on its way into the library, and the queue's entry at once: who holds the lease works on it.
/// Moves between states are methods that refuse what is not allowed.
/// </summary>
internal sealed class Download
{
    private const int MaxTitleLength = 500;

    private Download()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Null once the account is gone: the file stays in the library, the person does not.</summary>
    public Guid? UserId { get; private set; }

    public string VideoId { get; private set; } = "";

    public string Url { get; private set; } = "";

    public string? Title { get; private set; }

    public string? Channel { get; private set; }

    public int? DurationSeconds { get; private set; }

    public string Quality { get; private set; } = "";

    public string Format { get; private set; } = "";

    public bool AddToPlex { get; private set; }

    /// <summary>The folder below the download root that the user chose; empty for a folder named after the channel.</summary>
    public string Folder { get; private set; } = "";

    public DownloadStatus Status { get; private set; }

    public double Progress { get; private set; }

    public long? DownloadedBytes { get; private set; }

    public long? TotalBytes { get; private set; }

    public double? BytesPerSecond { get; private set; }

    public int? EtaSeconds { get; private set; }

    /// <summary>Where the file is, or is about to be moved, below the download root.</summary>
    public string? RelativePath { get; private set; }

    public long? SizeBytes { get; private set; }

    public string? ErrorCode { get; private set; }

    public string? ErrorMessage { get; private set; }

    public int Attempts { get; private set; }

    public string? CorrelationId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Not worked on before this.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    public string? LeaseOwner { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    public bool IsActive => Status is DownloadStatus.Queued or DownloadStatus.Downloading or DownloadStatus.Processing;

    public static Download Queue(Guid userId, string videoId, string url, string? title, DownloadOrder order, string? correlationId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        VideoId = videoId,
        Url = url,
        Title = Shorten(title),
        Quality = order.Quality,
        Format = order.Format,
        AddToPlex = order.AddToPlex,
        Folder = order.Folder,
        CorrelationId = correlationId,
        Status = DownloadStatus.Queued,
        CreatedAt = now,
        NotBefore = now,
    };

    public bool IsHeldBy(string owner) => Status is DownloadStatus.Downloading or DownloadStatus.Processing && LeaseOwner == owner;

    /// <summary>What yt-dlp found out about the video before it began.</summary>
    public void Describe(string? title, string? channel, int? durationSeconds)
    {
        Title = Shorten(title) ?? Title;
        Channel = Shorten(channel) ?? Channel;
        DurationSeconds = durationSeconds ?? DurationSeconds;
    }

    /// <summary>Decided and saved before the file is moved, so that a crash in between is understood afterwards.</summary>
    public void PlaceAt(string relativePath)
    {
        Expect(DownloadStatus.Downloading, DownloadStatus.Processing);
        Status = DownloadStatus.Processing;
        RelativePath = relativePath;
    }

    public void Complete(long sizeBytes, DateTimeOffset now)
    {
        Expect(DownloadStatus.Downloading, DownloadStatus.Processing);
        Status = DownloadStatus.Completed;
        SizeBytes = sizeBytes;
        Progress = 100;
        DownloadedBytes = TotalBytes = sizeBytes;
        ErrorCode = ErrorMessage = null;
        Finish(now);
    }

    public void Fail(string code, string message, DateTimeOffset now)
    {
        Expect(DownloadStatus.Queued, DownloadStatus.Downloading, DownloadStatus.Processing);
        Status = DownloadStatus.Failed;
        ErrorCode = code;
        ErrorMessage = message;
        RelativePath = null;
        Finish(now);
    }

    /// <summary>Back into the queue; what is downloaded already stays and is resumed.</summary>
    public void Postpone(DateTimeOffset until, string? code, string? message, bool countsAsAttempt)
    {
        Expect(DownloadStatus.Downloading, DownloadStatus.Processing);
        Status = DownloadStatus.Queued;
        NotBefore = until;
        ErrorCode = code;
        ErrorMessage = message;
        RelativePath = null;
        if (!countsAsAttempt && Attempts > 0)
        {
            Attempts--;
        }

        ReleaseLease();
    }

    public bool TryCancel(DateTimeOffset now)
    {
        if (!IsActive)
        {
            return false;
        }

        Status = DownloadStatus.Cancelled;
        Finish(now);
        return true;
    }

    public bool TryRetry(DateTimeOffset now)
    {
        if (Status is not (DownloadStatus.Failed or DownloadStatus.Cancelled))
        {
            return false;
        }

        Status = DownloadStatus.Queued;
        NotBefore = now;
        Attempts = 0;
        Progress = 0;
        ErrorCode = ErrorMessage = RelativePath = null;
        FinishedAt = null;
        return true;
    }

    public void ForgetUser() => UserId = null;

    private void Finish(DateTimeOffset now)
    {
        FinishedAt = now;
        ReleaseLease();
    }

    private void ReleaseLease()
    {
        LeaseOwner = null;
        LeaseUntil = null;
        BytesPerSecond = null;
        EtaSeconds = null;
    }

    private void Expect(params ReadOnlySpan<DownloadStatus> allowed)
    {
        if (!allowed.Contains(Status))
        {
            throw new InvalidOperationException($"A download that is {Status} cannot make this move.");
        }
    }

    /// <summary>Cut between characters, never within one: half a surrogate pair cannot be stored, nor can a NUL.</summary>
    private static string? Shorten(string? text)
    {
        var clean = text?.Replace("\0", "", StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(clean) || clean.Length <= MaxTitleLength)
        {
            return string.IsNullOrWhiteSpace(clean) ? null : clean;
        }

        return clean[..(char.IsHighSurrogate(clean[MaxTitleLength - 1]) ? MaxTitleLength - 1 : MaxTitleLength)];
    }
}

/// <summary>What a user asked for, validated.</summary>
internal sealed record DownloadOrder(string Quality, string Format, bool AddToPlex, string Folder);
