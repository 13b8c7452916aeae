using System.Globalization;
using System.Text;
using System.Text.Json;
using Graph.Cli;
using Spectre.Console;

namespace Graph.Benchmarks.Racing;

/// <summary>Shows results of a race.</summary>
public static class RacePrinter
{
    /// <summary>One line of JSON.</summary>
    /// <param name="result">The result.</param>
    /// <param name="copyBytesPerSecond">What a copy by as many threads reads and writes; null where it was not measured.</param>
    public static string Line(RaceResult result, double? copyBytesPerSecond)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", result.Case.Name);
            json.WriteNumber("threads", result.Threads);
            json.WriteNumber("ours_us", Rounded(result.OursMicroseconds));
            json.WriteString("peer", result.Peer?.Name);
            Number(json, "peer_us", result.PeerMicroseconds);
            Number(json, "ratio", result.Ratio);
            json.WriteNumber("spread", Rounded(result.Spread));
            if (result.Peers.Length > 1)
            {
                json.WriteStartObject("peers_us");
                foreach (SideRounds peer in result.Peers)
                {
                    json.WriteNumber(peer.Name, Rounded(peer.Microseconds(result.Threads)));
                }
                json.WriteEndObject();
            }
            if (copyBytesPerSecond is { } copy && result.ShareOfCopy(copy) is { } share)
            {
                json.WriteNumber("share_of_copy", Rounded(share));
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A table with a row for each result and a column for each peer that took part in any.</summary>
    public static void Table(IReadOnlyCollection<RaceResult> results, double? copyBytesPerSecond, TextWriter output)
    {
        Table table = new Table().RoundedBorder().AddColumn("workload");
        ImmutableArray<string> peers = [.. results.SelectMany(result => result.Peers).Select(peer => peer.Name).Distinct()];
        foreach (string heading in (string[])["threads", "ours µs", .. peers.Select(peer => $"{peer} µs"), "ratio", "spread"])
        {
            table.AddColumn(heading, column => column.RightAligned());
        }
        if (copyBytesPerSecond is not null)
        {
            table.AddColumn("of copy", column => column.RightAligned());
        }
        foreach (RaceResult result in results)
        {
            List<string> cells =
            [
                result.Case.Name, result.Threads.ToString(CultureInfo.InvariantCulture), Text(result.OursMicroseconds, "#,0.0"),
                .. peers.Select(peer =>
                    Text(result.Peers.FirstOrDefault(side => side.Name == peer)?.Microseconds(result.Threads), "#,0.0")),
                Text(result.Ratio, "0.00"), Text(result.Spread, "0 %"),
            ];
            if (copyBytesPerSecond is { } copy)
            {
                cells.Add(Text(result.ShareOfCopy(copy), "0 %"));
            }
            table.AddRow([.. cells]);
        }
        PlainText.Write(table, output);
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Rounded(number));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    // More than five digits are noise.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
