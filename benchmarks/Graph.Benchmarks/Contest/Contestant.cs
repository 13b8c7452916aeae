namespace Graph.Benchmarks.Contest;

/// <summary>A side of a race, in a process of its own: says that it is ready, then does what it is told, line by line.</summary>
public static class Contestant
{
    private const int FewestIterations = 32, MostTrials = 20;
    private static readonly TimeSpan trialTime = TimeSpan.FromSeconds(0.15);

    /// <summary>Takes part until it is told to end, or nobody speaks to it any more.</summary>
    /// <param name="prepare">Makes the ways to compute the workload; the fastest takes part. Throws <see cref="AbsentException"/> where
    /// there is none.</param>
    /// <param name="input">What the race says.</param>
    /// <param name="output">What the race reads.</param>
    /// <exception cref="MessageException">It is told something that it does not know.</exception>
    public static void Run(Func<IReadOnlyList<Entry>> prepare, TextReader input, TextWriter output)
    {
        Entry entry;
        try
        {
            entry = Fastest(prepare());
        }
        catch (AbsentException absent)
        {
            Say(output, new Message.Absent(absent.Message));
            return;
        }
        Say(output, new Message.Ready(entry.Name));
        while (input.ReadLine() is { } line && Message.Parse(line) is not Message.End and var message)
        {
            Say(output, message switch
            {
                Message.RunRound(var seconds) => new Message.Timed(Round.Run(entry.Iterate, TimeSpan.FromSeconds(seconds))),
                Message.AskValues(var count) => new Message.Values(Spread(entry.Result(), count)),
                _ => throw new MessageException($"a side of a race is not told '{line}'"),
            });
        }
    }

    /// <summary>So many elements of an array, evenly spread from the first to the last.</summary>
    public static ImmutableArray<double> Spread(float[] elements, int count) =>
        [.. Enumerable.Range(0, count).Select(place => (double)elements[(elements.Length - 1) * (long)place / Math.Max(count - 1, 1)])];

    private static Entry Fastest(IReadOnlyList<Entry> entries) => entries.MinBy(WarmTime)!;

    // Fresh memory, tiered compilation and clocks all make the first iterations slow: trials go on until there were many and one is no
    // faster than the one before.
    private static double WarmTime(Entry entry)
    {
        double previous = double.PositiveInfinity;
        long iterations = 0;
        for (int trial = 0; ; trial++)
        {
            Round round = Round.Run(entry.Iterate, trialTime);
            iterations += round.Iterations;
            bool isSteady = iterations >= FewestIterations && round.Microseconds > 0.9 * previous;
            if (isSteady || trial == MostTrials)
            {
                return Math.Min(round.Microseconds, previous);
            }
            previous = round.Microseconds;
        }
    }

    private static void Say(TextWriter output, Message message)
    {
        output.Write(message.ToLine() + "\n");
        output.Flush();
    }
}

/// <summary>A side cannot take part in a race.</summary>
/// <param name="reason">What is missing, as one sentence.</param>
/// <param name="cause">What showed it.</param>
public sealed class AbsentException(string reason, Exception? cause = null) : Exception(reason, cause);
