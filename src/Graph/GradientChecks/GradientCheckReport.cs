using Graph.GradientChecks;

namespace Graph;

/// <summary>Why a gradient check failed.</summary>
public enum GradientVerdict
{
    /// <summary>The differences agree with each other, but not with the derivative.</summary>
    WrongDerivative,

    /// <summary>The differences never settle: the function loses too many digits for them to say anything.</summary>
    Rounding,

    /// <summary>The function has no derivative there: it bends or jumps at the point.</summary>
    Kink,

    /// <summary>Two evaluations of the function with the same arguments differ.</summary>
    NotDeterministic,

    /// <summary>The function is infinite or not a number at the point.</summary>
    NotFinite,
}

/// <summary>What a wrong derivative looks like.</summary>
public enum GradientMistake
{
    /// <summary>The analytic derivative is the numeric one times −1.</summary>
    FlippedSign,

    /// <summary>The numeric derivative is a constant times the analytic one.</summary>
    MissingFactor,

    /// <summary>The analytic derivative is the contribution of one index of an axis that the operand was broadcast along.</summary>
    MissingSum,

    /// <summary>The analytic derivative is zero, the numeric one is not.</summary>
    VanishedDerivative,
}

/// <summary>The error of an argument at one step.</summary>
/// <param name="Step">The step of the central difference.</param>
/// <param name="RelativeError">max|a − n| / max(max|a|, max|n|, 1e-3).</param>
public sealed record StepError(double Step, double RelativeError);

/// <summary>A derivative beside the difference that it should equal.</summary>
/// <param name="Index">The index of the element, or null where a random direction was compared.</param>
/// <param name="Analytic">The derivative by the transforms.</param>
/// <param name="Numeric">The central difference.</param>
/// <param name="Absolute">|analytic − numeric|.</param>
/// <param name="Relative">
/// The absolute error over max(max|a|, max|n|, 1e-3) of the argument; of an element that was looked for in a direction that failed, over
/// its own.
/// </param>
/// <param name="Tolerance">The largest relative error that passes.</param>
public sealed record GradientComparison(Shape? Index, double Analytic, double Numeric, double Absolute, double Relative, double Tolerance);

/// <summary>How the derivative by one argument fared, at the worst of the points.</summary>
/// <param name="Name">The label of the parameter; <c>*</c> where one direction went through all of them.</param>
/// <param name="Type">Its type as it was checked, f64; null where one direction went through all.</param>
/// <param name="Reached">Whether the results depend on it at all, so that it has a derivative.</param>
/// <param name="Coordinates">How many of its elements were compared.</param>
/// <param name="Directions">How many random directions were compared.</param>
/// <param name="Step">The step that agreed best.</param>
/// <param name="Worst">The worst comparison at that step.</param>
/// <param name="Sweep">The error at each step tried, from the largest step to the least.</param>
public sealed record GradientArgument(
    string Name, TensorType? Type, bool Reached, int Coordinates, int Directions, double Step, GradientComparison Worst,
    ImmutableArray<StepError> Sweep)
{
    /// <summary>
    /// Whether the derivative was nowhere as large as 1e-3, and not zero either: the error is then measured against 1e-3, and a wrong
    /// derivative may pass.
    /// </summary>
    public bool TooSmall { get; init; }

    /// <summary>The relative error at the best step.</summary>
    public double RelativeError => Worst.Relative;
}

/// <summary>The innermost node whose own derivative is wrong.</summary>
/// <param name="Node">The node: its operator and type.</param>
/// <param name="Origin">Where it was built.</param>
/// <param name="Path">The bodies of calls and scans that it lies in, from the outermost; empty at the top.</param>
/// <param name="Operand">The label, in <paramref name="Alone"/>, of the operand whose derivative is wrong.</param>
/// <param name="Alone">The node as a computation of its operands, to paste into a test.</param>
public sealed record GradientCulprit(string Node, Origin Origin, ImmutableArray<string> Path, string Operand, Computation Alone);

/// <summary>A failure, explained.</summary>
/// <param name="Verdict">Why it failed.</param>
/// <param name="Sentence">The verdict and what was recognised, as one sentence.</param>
/// <param name="Mistake">The mistake that was recognised, if one was.</param>
/// <param name="Factor">Of a missing factor, the factor.</param>
/// <param name="Argument">The argument that shows it worst; null where the check did not come to arguments.</param>
/// <param name="Culprit">The innermost node to blame, if one was found.</param>
/// <param name="Seed">The seed that draws the failing point as its first.</param>
/// <param name="Inputs">The smallest input shapes found that fail the same way; null where the shapes are not ours to change.</param>
public sealed record GradientFailure(
    GradientVerdict Verdict,
    string Sentence,
    GradientMistake? Mistake,
    double? Factor,
    GradientArgument? Argument,
    GradientCulprit? Culprit,
    int Seed,
    ImmutableArray<Shape>? Inputs);

/// <summary>The outcome of a gradient check.</summary>
/// <param name="Name">What was checked: the name of the computation, or the function as written in C#.</param>
/// <param name="Order">The order of the derivative.</param>
/// <param name="Points">At how many points it was checked.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Tolerance">The largest relative error that passes.</param>
/// <param name="Arguments">Each argument differentiated by, at its worst point.</param>
/// <param name="Failure">Why it failed; null where it passed.</param>
public sealed record GradientCheckReport(
    string Name, int Order, int Points, int Seed, double Tolerance, ImmutableArray<GradientArgument> Arguments, GradientFailure? Failure)
{
    /// <summary>How many points were drawn again, since the function had a kink or was not finite there.</summary>
    public int Redraws { get; init; }

    /// <summary>Whether the derivative agrees with the differences everywhere.</summary>
    public bool Passed => Failure is null;

    /// <summary>
    /// The largest relative error over the arguments; 0 where there is none, NaN where the check did not come to arguments.
    /// </summary>
    public double MaxRelativeError =>
        Arguments.IsEmpty && !Passed ? double.NaN : Arguments.Select(argument => argument.RelativeError).Append(0).Max();

    /// <summary>The report as text: one line where it passed, else all that is needed to find and replay the failure.</summary>
    public override string ToString() => ReportText.Write(this);

    /// <summary>
    /// The report as one JSON object; a number that is not finite is a string, <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>.
    /// </summary>
    public string ToJson() => ReportJson.Write(this);
}
