using System.Globalization;
using Graph.Benchmarks.Contest;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary>Runs ours and peers side by side, round after round in turn.</summary>
/// <param name="Threads">How many threads each side may use.</param>
/// <param name="Rounds">How many rounds each side runs.</param>
/// <param name="Device">Where ours runs; null for the processor.</param>
public sealed record Race(int Threads, int Rounds, DeviceAddress? Device = null)
{
    private const string Ourselves = "Graph";
    private const int ComparedElements = 1024;
    private static readonly TimeSpan roundTime = TimeSpan.FromSeconds(0.4);

    /// <summary>Races one workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="peers">The peers that take part and their programs; none to run ours alone.</param>
    /// <param name="absent">Is told of a peer that cannot take part after all, and why.</param>
    /// <exception cref="FaultException">Ours fails.</exception>
    /// <exception cref="DisagreementException">The sides compute different things.</exception>
    public RaceResult Run(Workload workload, IEnumerable<(Peer Peer, string Program)> peers, Action<Peer, AbsentException> absent)
    {
        using Side ours = Side.Ours(workload, Threads, Device);
        Runner first = new(ours, Ourselves, ours.Await());
        List<Runner> others = [];
        try
        {
            foreach ((Peer peer, string program) in peers)
            {
                if (Join(workload, ours, peer, program, absent) is { } other)
                {
                    others.Add(other);
                }
            }
            for (int round = 0; round < Rounds; round++)
            {
                first.Run();
                others.ForEach(other => other.Run());
            }
            return new RaceResult(workload.Case, Threads, first.Told, [.. others.Select(other => other.Told)]);
        }
        finally
        {
            others.ForEach(other => other.Side.Dispose());
        }
    }

    /// <summary>A race of different computations says nothing.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="peer">Whose elements ours are compared with.</param>
    /// <param name="ours">Elements of our result.</param>
    /// <param name="theirs">The same elements of the peer's.</param>
    /// <exception cref="DisagreementException">Elements differ by more than rounding explains, or their number does.</exception>
    public static void Compare(Workload workload, Peer peer, ImmutableArray<double> ours, ImmutableArray<double> theirs)
    {
        if (ours.Length != theirs.Length)
        {
            throw new DisagreementException(
                $"{workload.Name}: ours gives {ours.Length} elements where {peer.Name} gives {theirs.Length}; they do not compute the same");
        }
        for (int place = 0; place < ours.Length; place++)
        {
            double difference = Math.Abs(ours[place] - theirs[place]);
            if (!(difference <= workload.Case.Bound(place, theirs)) || double.IsInfinity(difference))
            {
                throw new DisagreementException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload.Name}, {workload.Case.Describe(place)}: ours gives {ours[place]:R} where {peer.Name} gives {theirs[place]:R}; " +
                    $"they do not compute the same"));
            }
        }
    }

    private Runner? Join(Workload workload, Side ours, Peer peer, string program, Action<Peer, AbsentException> absent)
    {
        Side? side = null;
        Runner? runner = null;
        try
        {
            side = Side.OfPeer(workload, peer, program, Threads, Device);
            Message.Ready ready = side.Await();
            Compare(workload, peer, ours.Values(ComparedElements), side.Values(ComparedElements));
            runner = new Runner(side, peer.Name, ready);
        }
        catch (AbsentException reason)
        {
            absent(peer, reason);
        }
        finally
        {
            if (runner is null)
            {
                side?.Dispose();
            }
        }
        return runner;
    }

    /// <summary>A side that takes part, and what it has told.</summary>
    private sealed record Runner(Side Side, string Name, Message.Ready Ready)
    {
        private readonly ImmutableArray<double>.Builder rounds = ImmutableArray.CreateBuilder<double>();

        public SideRounds Told => new(Name, Ready.Library, Ready.Entry, rounds.ToImmutable());

        public void Run() => rounds.Add(Side.Run(roundTime).Microseconds);
    }
}

/// <summary>Two sides of a race compute different things.</summary>
/// <param name="sentence">What differs.</param>
public sealed class DisagreementException(string sentence) : Exception(sentence);
