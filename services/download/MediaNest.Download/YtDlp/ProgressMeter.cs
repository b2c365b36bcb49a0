namespace MediaNest.Download.YtDlp;

/// <summary>How far a download is, as a whole.</summary>
internal sealed record ProgressSnapshot(bool Processing, double Percent, double? BytesPerSecond, int? EtaSeconds, long? DownloadedBytes, long? TotalBytes);

/// <summary>
/// Makes one figure of yt-dlp's several: video and audio each run from 0 to 100 %, so each gets the share of the whole that its size has.
/// </summary>
internal sealed class ProgressMeter
{
    /// <summary>Held back for merging and tagging.</summary>
    private const double DownloadShare = 0.98;

    // where sizes are unknown: sound is about a tenth of a film
    private const double UnknownVideoShare = 0.9;

    private readonly Dictionary<string, double> _sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _fractions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Downloaded, double? Total)> _bytes = new(StringComparer.Ordinal);
    private double _percent;

    public bool Processing { get; private set; }

    public ProgressSnapshot? Latest { get; private set; }

    public void Start(IReadOnlyList<YtDlpFormat> formats)
    {
        _sizes.Clear();
        if (formats.Count < 2)
        {
            return;
        }

        var sizes = formats.Select(format => format.Filesize ?? format.FilesizeApprox ?? format.Tbr).ToList();
        for (var i = 0; i < formats.Count; i++)
        {
            var equalRest = i == 0 ? UnknownVideoShare : (1 - UnknownVideoShare) / (formats.Count - 1);
            _sizes[formats[i].FormatId ?? ""] = sizes.TrueForAll(size => size > 0) ? sizes[i]!.Value : equalRest;
        }
    }

    public ProgressSnapshot Tick(YtDlpTick tick, string? formatId)
    {
        var key = formatId ?? "";
        var total = tick.TotalBytes ?? tick.TotalBytesEstimate;
        var fraction = tick.Status == "finished" ? 1
            : total > 0 ? (tick.DownloadedBytes ?? 0) / total.Value
            : tick.FragmentCount > 0 ? (tick.FragmentIndex ?? 0) / (double)tick.FragmentCount.Value
            : 0;
        _fractions[key] = Math.Clamp(fraction, 0, 1);
        _bytes[key] = (tick.DownloadedBytes ?? 0, total);

        var whole = _sizes.ContainsKey(key)
            ? _sizes.Sum(format => format.Value * _fractions.GetValueOrDefault(format.Key)) / _sizes.Values.Sum()
            : _fractions[key];
        // estimates jump about; what people see only ever grows
        _percent = Math.Max(_percent, Math.Round(whole * DownloadShare * 100, 1));
        var everyTotalKnown = _bytes.Count >= Math.Max(1, _sizes.Count) && _bytes.Values.All(part => part.Total > 0);
        return Latest = new ProgressSnapshot(
            Processing: false, _percent, tick.Speed, tick.Eta is >= 0 and < int.MaxValue ? (int)tick.Eta : null,
            (long)_bytes.Values.Sum(part => part.Downloaded),
            everyTotalKnown ? (long)_bytes.Values.Sum(part => part.Total!.Value) : null);
    }

    public ProgressSnapshot PostProcess()
    {
        Processing = true;
        _percent = Math.Max(_percent, DownloadShare * 100);
        return Latest = new ProgressSnapshot(Processing: true, _percent, null, null, Latest?.DownloadedBytes, Latest?.TotalBytes);
    }
}
