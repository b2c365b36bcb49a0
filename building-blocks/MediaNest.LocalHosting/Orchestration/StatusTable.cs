using System.Globalization;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>The table at the end of a start.</summary>
internal static class StatusTable
{
    internal static string Render(IEnumerable<ResourceRun> runs)
    {
        string[] head = ["RESOURCE", "STATE", "ADDRESS", "START TIME"];
        var rows = runs.Select(run => new[]
        {
            run.Name,
            run.State.ToString().ToLowerInvariant(),
            run.Address,
            run.State == ResourceState.Healthy ? string.Create(CultureInfo.InvariantCulture, $"{run.StartTime.TotalSeconds:0.0} s") : "-",
        }).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(Environment.NewLine, rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
