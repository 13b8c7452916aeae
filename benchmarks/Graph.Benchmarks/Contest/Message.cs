using System.Globalization;

namespace Graph.Benchmarks.Contest;

/// <summary>
/// One line between a race and a side of it. A side first says <c>ready</c> or <c>absent</c>, then answers each line that it is sent.
/// </summary>
public abstract record Message
{
    // Between the two texts of one line.
    private const string Divider = ": ";

    private Message()
    {
    }

    /// <summary>From a side: it has made its inputs and compiled its code.</summary>
    /// <param name="Library">What computes, with its version.</param>
    /// <param name="Entry">How it computes the workload.</param>
    public sealed record Ready(string Library, string Entry) : Message;

    /// <summary>From a side: it cannot take part.</summary>
    /// <param name="Reason">A sentence that says what is missing.</param>
    public sealed record Absent(string Reason) : Message;

    /// <summary>To a side: run a round.</summary>
    /// <param name="Seconds">How long.</param>
    public sealed record RunRound(double Seconds) : Message;

    /// <summary>From a side: the round is run.</summary>
    public sealed record Timed(Round Round) : Message;

    /// <summary>To a side: compute once and give so many elements of the result, evenly spread over it.</summary>
    public sealed record AskValues(int Count) : Message;

    /// <summary>From a side: elements of the result.</summary>
    public sealed record Values(ImmutableArray<double> Elements) : Message;

    /// <summary>To a side: that was all.</summary>
    public sealed record End : Message;

    /// <summary>The line that says it.</summary>
    public string ToLine() => this switch
    {
        Ready(var library, var entry) => $"ready {OneLine(library)}{Divider}{OneLine(entry)}",
        Absent(var reason) => $"absent {OneLine(reason)}",
        RunRound(var seconds) => string.Create(CultureInfo.InvariantCulture, $"round {seconds:R}"),
        Timed({ Microseconds: var time, Iterations: var count }) => string.Create(CultureInfo.InvariantCulture, $"time {time:R} {count}"),
        AskValues(var count) => string.Create(CultureInfo.InvariantCulture, $"values {count}"),
        Values(var elements) =>
            "elements " + string.Join(' ', elements.Select(element => element.ToString("R", CultureInfo.InvariantCulture))),
        End => "end",
        _ => throw new InvalidOperationException($"No line for {this}."),
    };

    /// <summary>Reads a line.</summary>
    /// <exception cref="MessageException">It says nothing that is known.</exception>
    public static Message Parse(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string word = space < 0 ? line : line[..space];
        string rest = space < 0 ? "" : line[(space + 1)..];
        string[] parts = rest.Length == 0 ? [] : rest.Split(' ');
        try
        {
            return (word, parts) switch
            {
                ("ready", [_, ..]) when rest.Split(Divider, 2) is [var library, var entry] => new Ready(library, entry),
                ("absent", [_, ..]) => new Absent(rest),
                ("round", [var seconds]) => new RunRound(Number(seconds)),
                ("time", [var time, var count]) => new Timed(new Round(Number(time), long.Parse(count, CultureInfo.InvariantCulture))),
                ("values", [var count]) => new AskValues(int.Parse(count, CultureInfo.InvariantCulture)),
                ("elements", _) => new Values([.. parts.Select(Number)]),
                ("end", []) => new End(),
                _ => throw new FormatException("it begins with no known word, or lacks a part"),
            };
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            throw new MessageException($"'{line}' is no message of a race: {wrong.Message}", wrong);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

/// <summary>A line between a race and a side of it that says nothing, or not what is to be said.</summary>
/// <param name="sentence">What is wrong with it.</param>
/// <param name="cause">What showed it.</param>
public sealed class MessageException(string sentence, Exception? cause = null) : Exception(sentence, cause);
