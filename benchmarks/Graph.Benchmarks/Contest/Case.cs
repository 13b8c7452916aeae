namespace Graph.Benchmarks.Contest;

/// <summary>What both sides of a race compute.</summary>
/// <param name="Name">The name of the workload, such as <c>gelu-64k</c>.</param>
public abstract record Case(string Name)
{
    // Where all of the peer's elements are 0, nothing says how large ours may be.
    private const double ZeroTolerance = 1e-12;

    /// <summary>Every case.</summary>
    public static ImmutableArray<Case> All { get; } =
        [.. FunctionCase.All, .. ProductCase.All, .. TrainingCase.All, ActingCase.Only];

    /// <summary>What an iteration must at least read and write in memory; null where that is not what limits it.</summary>
    public virtual long? Bytes => null;

    /// <summary>How far an element of our result may lie from the peer's.</summary>
    /// <param name="place">Which one of those that are compared.</param>
    /// <param name="theirs">All elements of the peer that are compared.</param>
    public abstract double Bound(int place, ImmutableArray<double> theirs);

    /// <summary>What an element of the result is, as errors name it.</summary>
    /// <param name="place">Which one of those that are compared.</param>
    public virtual string Describe(int place) => FormattableString.Invariant($"element {place} of those compared");

    /// <summary>A share of the largest element: f32 arithmetic on elements of one size.</summary>
    private protected static double OfLargest(double tolerance, ImmutableArray<double> theirs)
    {
        double largest = theirs.Select(Math.Abs).DefaultIfEmpty().Max();
        return largest > 0 ? tolerance * largest : ZeroTolerance;
    }
}
