using Graph.GradientChecks;

namespace Graph;

/// <summary>What a gradient check checks, and how.</summary>
/// <exception cref="ArgumentOutOfRangeException">The order, the number of points or that of coordinates is below 1, or a step or the
/// tolerance is not above 0.</exception>
public sealed record GradientCheckOptions
{
    /// <summary>1 for the gradient, 2 for the gradient of ⟨gradient, fixed random direction⟩; higher orders likewise.</summary>
    public int Order
    {
        get;
        init => field = AtLeastOne(value, nameof(Order));
    } = 1;

    /// <summary>The largest relative error, max|a − n| / max(max|a|, max|n|, 1e-3) for each argument, that passes.</summary>
    public double Tolerance
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, "the tolerance is above 0");
    } = 1e-5;

    /// <summary>Where the drawn values, directions and cotangents come from: the same seed draws the same.</summary>
    public int Seed { get; init; }

    /// <summary>At how many drawn points to check.</summary>
    public int Points
    {
        get;
        init => field = AtLeastOne(value, nameof(Points));
    } = 1;

    /// <summary>
    /// Whether one random direction through all arguments is enough: two evaluations a step, whatever the number of parameters.
    /// </summary>
    public bool Cheap { get; init; }

    /// <summary>
    /// Up to how many coordinates in all each one is checked; above, a share of them and a random direction for each argument.
    /// </summary>
    public int MostCoordinates
    {
        get;
        init => field = AtLeastOne(value, nameof(MostCoordinates));
    } = 128;

    /// <summary>
    /// The steps of the central differences, in the order they are tried until one agrees well; the first is the one trusted most.
    /// </summary>
    public ImmutableArray<double> Steps
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.All(step => step > 0)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Steps), "there is at least one step, and each is above 0");
    } = [1e-5, 1e-4, 1e-6, 1e-3, 1e-2, 1e-7, 1e-1];

    /// <summary>
    /// The labels of the parameters to differentiate by. By default every float parameter but state; a state is differentiated by only
    /// where it is named.
    /// </summary>
    public ImmutableArray<string>? By { get; init; }

    /// <summary>The names of the results to differentiate. By default every float result.</summary>
    public ImmutableArray<string>? Results { get; init; }

    /// <summary>Values for some parameters, by label; the others are drawn.</summary>
    public IReadOnlyDictionary<string, Tensor> Values { get; init; } = ImmutableDictionary<string, Tensor>.Empty;

    /// <summary>
    /// Where to draw the values of some parameters from, by label: floats between low and high, integers from low up to but not including
    /// high. Other floats have magnitudes from 0.1 to 2 and either sign, apart from each other.
    /// </summary>
    public IReadOnlyDictionary<string, (double Low, double High)> Ranges { get; init; } = ImmutableDictionary<string,
    (double Low, double High)>.Empty;

    /// <summary>
    /// What runs the function and its derivative: by default the reference, so that a check tells of the derivative alone; another one is
    /// checked with it.
    /// </summary>
    public Backend Backend { get; init; } = Backend.Reference;

    /// <summary>Evaluates a computation, one literal for each parameter and one for each result; null for the backend.</summary>
    public Func<Computation, ImmutableArray<Literal>, ImmutableArray<Literal>>? Evaluate { get; init; }

    /// <summary>What evaluates the computations of one check.</summary>
    internal Evaluator Evaluator() => new(Evaluate ?? new BackendEvaluation(Backend).Evaluate);

    private static int AtLeastOne(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "it is at least 1");
}
