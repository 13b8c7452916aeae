using System.Globalization;
using Graph.Benchmarks.Contest;

namespace Graph.Benchmarks.Racing;

/// <summary>Runs ours and a peer side by side, round after round in turn.</summary>
/// <param name="Threads">How many threads each side may use.</param>
/// <param name="Rounds">How many rounds each side runs.</param>
public sealed record Race(int Threads, int Rounds)
{
    // f32 functions of both sides are within a few ULP of the truth; sums of 16 million terms differ by more.
    private const double Tolerance = 1e-4;

    // Where all of the peer's elements are 0, nothing says how large ours may be.
    private const double ZeroTolerance = 1e-12;
    private const int ComparedElements = 64;
    private static readonly TimeSpan roundTime = TimeSpan.FromSeconds(0.4);

    /// <summary>Races one workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="peerProgram">The peer's program; null to run ours alone.</param>
    /// <exception cref="AbsentException">The peer cannot take part.</exception>
    /// <exception cref="FaultException">Ours fails.</exception>
    /// <exception cref="DisagreementException">The sides compute different things.</exception>
    public RaceResult Run(Workload workload, string? peerProgram)
    {
        using Side ours = Side.Ours(workload, Threads);
        ours.Await();
        using Side? peer = peerProgram is null ? null : Side.OfPeer(workload, peerProgram, Threads);
        peer?.Await();
        if (peer is not null)
        {
            Compare(workload, ours.Values(ComparedElements), peer.Values(ComparedElements));
        }
        ImmutableArray<double>.Builder ourRounds = ImmutableArray.CreateBuilder<double>(),
            peerRounds = ImmutableArray.CreateBuilder<double>();
        for (int round = 0; round < Rounds; round++)
        {
            ourRounds.Add(ours.Run(roundTime).Microseconds);
            if (peer is not null)
            {
                peerRounds.Add(peer.Run(roundTime).Microseconds);
            }
        }
        return new RaceResult(
            workload.Name, Threads, ourRounds.ToImmutable(), peer is null ? null : workload.Peer.Name, peerRounds.ToImmutable(),
            workload.Bytes);
    }

    /// <summary>A race of different computations says nothing.</summary>
    /// <exception cref="DisagreementException">Elements differ by more than f32 arithmetic on the largest of them explains, or their number does.</exception>
    public static void Compare(Workload workload, ImmutableArray<double> ours, ImmutableArray<double> theirs)
    {
        if (ours.Length != theirs.Length)
        {
            throw new DisagreementException($"{workload.Name}: ours gives {ours.Length} elements where {workload.Peer.Name} gives {theirs.Length}; they do not compute the same");
        }
        double largest = theirs.Select(Math.Abs).DefaultIfEmpty().Max();
        double bound = largest > 0 ? Tolerance * largest : ZeroTolerance;
        for (int place = 0; place < ours.Length; place++)
        {
            double difference = Math.Abs(ours[place] - theirs[place]);
            if (!(difference <= bound) || double.IsInfinity(difference))
            {
                throw new DisagreementException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload.Name}: ours gives {ours[place]:R} where {workload.Peer.Name} gives {theirs[place]:R}; they do not " +
                    $"compute the same"));
            }
        }
    }
}

/// <summary>Two sides of a race compute different things.</summary>
/// <param name="sentence">What differs.</param>
public sealed class DisagreementException(string sentence) : Exception(sentence);
