using System.Diagnostics;

namespace Graph.Benchmarks.Contest;

/// <summary>A side of a race, in a process of its own: says that it is ready, then does what it is told, line by line.</summary>
public static class Contestant
{
    private const int FewestIterations = 32, MostTrials = 20;
    private static readonly TimeSpan trialTime = TimeSpan.FromSeconds(0.15), longEnough = TimeSpan.FromSeconds(1);

    /// <summary>Takes part until it is told to end, or nobody speaks to it any more.</summary>
    /// <param name="prepare">
    /// Makes the ways to compute the workload; the fastest takes part. Throws <see cref="AbsentException"/> where there is none.
    /// </param>
    /// <param name="input">What the race says.</param>
    /// <param name="output">What the race reads.</param>
    /// <exception cref="MessageException">It is told something that it does not know.</exception>
    public static void Run(Func<Contender> prepare, TextReader input, TextWriter output)
    {
        Contender contender;
        Entry entry;
        try
        {
            contender = prepare();
            entry = contender.Entries.MinBy(WarmTime)!;
        }
        catch (AbsentException absent)
        {
            Say(output, new Message.Absent(absent.Message));
            return;
        }
        Say(output, new Message.Ready(contender.Library, entry.Name));
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

    /// <summary>So many elements of an array, evenly spread from the first to the last; all where it has no more.</summary>
    public static ImmutableArray<double> Spread(float[] elements, int count) => elements.Length <= count
        ? [.. elements.Select(element => (double)element)]
        : [.. Enumerable.Range(0, count).Select(place => (double)elements[(elements.Length - 1) * (long)place / Math.Max(count - 1, 1)])];

    // Fresh memory, tiered compilation and clocks all make the first iterations slow: trials go on until there were many and one is no
    // faster than the one before; of an iteration that takes long, few are many.
    private static double WarmTime(Entry entry)
    {
        double previous = double.PositiveInfinity;
        long iterations = 0, start = Stopwatch.GetTimestamp();
        for (int trial = 0; ; trial++)
        {
            Round round = Round.Run(entry.Iterate, trialTime);
            iterations += round.Iterations;
            bool isMany = iterations >= FewestIterations || Stopwatch.GetElapsedTime(start) > longEnough;
            bool isSteady = isMany && round.Microseconds > 0.9 * previous;
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
