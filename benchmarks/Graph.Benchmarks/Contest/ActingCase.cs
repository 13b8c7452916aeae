namespace Graph.Benchmarks.Contest;

/// <summary>Choosing an action in one state: forward, softmax, and a draw, whose number is read.</summary>
public sealed record ActingCase() : Case("policy-act")
{
    private const int Draws = 4096;
    private const double ProbabilityTolerance = 1e-5;

    // Five standard deviations of the difference of two shares, each of so many draws of the likeliest and the other.
    private static readonly double shareTolerance = 5 * Math.Sqrt(2 * 0.25 / Draws);

    /// <summary>The only case.</summary>
    public static ActingCase Only { get; } = new();

    /// <summary>The network that decides.</summary>
    public static Network.Policy Network { get; } = new();

    /// <summary>The state.</summary>
    public static DrawnFloats State => (DrawnFloats)Network.Inputs(1)[0];

    /// <inheritdoc/>
    public override double Bound(int place, ImmutableArray<double> theirs) =>
        place < Contest.Network.Policy.Actions ? ProbabilityTolerance : shareTolerance;

    /// <summary>What both sides compare: the probability of each action, then the share of draws that chose the last one.</summary>
    /// <param name="probabilities">The probabilities.</param>
    /// <param name="act">Chooses an action.</param>
    /// <exception cref="InvalidOperationException">There is no such action.</exception>
    public static float[] Compared(float[] probabilities, Func<long> act)
    {
        const int last = Contest.Network.Policy.Actions - 1;
        long chosen = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            long action = act();
            if (action is < 0 or > last)
            {
                throw new InvalidOperationException($"There is no action {action}.");
            }
            chosen += action == last ? 1 : 0;
        }
        return [.. probabilities, chosen / (float)Draws];
    }
}
