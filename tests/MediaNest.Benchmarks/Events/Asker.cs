using System.Collections.Concurrent;
using System.Diagnostics;

namespace MediaNest.Benchmarks.Events;

/// <summary>A title of the catalogue.</summary>
internal sealed record AskedFor(string TmdbId, string MediaType);

/// <summary>A title and the user who asks for it again and again.</summary>
/// <param name="Title">What.</param>
/// <param name="Token">Who.</param>
internal sealed record AskedTitle(AskedFor Title, string Token)
{
    /// <summary>The request as long as there is one.</summary>
    public string? Request { get; set; }

    /// <summary>Whether something is under way for it.</summary>
    public bool IsBusy { get; set; }
}

/// <summary>
/// Asks for titles in turn and cancels what was asked for the next time round, each a change saved by media, and in between looks at requests: at a rate that
/// does not wait for answers.
/// </summary>
internal sealed class Asker(MediaNestProcess mediaNest, IReadOnlyList<AskedTitle> titles)
{
    private readonly ConcurrentBag<TimeSpan> _answers = [];
    private int _refusals;
    private int _next;

    /// <summary>Changes that were made.</summary>
    public int Changes => _answers.Count;

    /// <summary>Requests that were refused, and turns at which the title was still busy.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>How long the answers took.</summary>
    public IReadOnlyCollection<TimeSpan> Answers => _answers;

    public void Clear()
    {
        _answers.Clear();
        _refusals = 0;
    }

    /// <summary>Asks for so long; returns when all is answered, with the time for which it began requests.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="changes">How many of them change something.</param>
    /// <param name="duration">How long.</param>
    public async Task<TimeSpan> RunAsync(int rate, int changes, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var asked = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            while (asked.Count < elapsed.TotalSeconds * rate)
            {
                var before = (long)asked.Count * changes / rate;
                var isChange = (asked.Count + 1L) * changes / rate > before;
                var title = titles[_next % titles.Count];
                _next += isChange ? 1 : 0;
                asked.Add(isChange ? ChangeAsync(title) : LookAsync(title));
            }

            await pace.WaitForNextTickAsync();
        }

        await Task.WhenAll(asked);
        return duration;
    }

    private async Task LookAsync(AskedTitle title)
    {
        using var answer = await mediaNest.SendAsync(HttpMethod.Get, "/api/v1/media/requests?limit=20", title.Token);
        if (!answer.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _refusals);
        }
    }

    private async Task ChangeAsync(AskedTitle title)
    {
        if (title.IsBusy)
        {
            Interlocked.Increment(ref _refusals);
            return;
        }

        title.IsBusy = true;
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (title.Request is { } request)
            {
                title.Request = null;
                (await mediaNest.SendAsync(HttpMethod.Delete, $"/api/v1/media/requests/{request}", title.Token)).EnsureSuccessStatusCode().Dispose();
            }
            else
            {
                var made = await MediaNestProcess.DataAsync(await mediaNest.SendAsync(
                    HttpMethod.Post, "/api/v1/media/request", title.Token, new { tmdbId = title.Title.TmdbId, mediaType = title.Title.MediaType }));
                title.Request = made.GetProperty("id").GetString();
            }

            _answers.Add(Stopwatch.GetElapsedTime(started));
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            if (Interlocked.Increment(ref _refusals) <= 3)
            {
                await Console.Error.WriteLineAsync(e.Message);
            }
        }
        finally
        {
            title.IsBusy = false;
        }
    }
}
