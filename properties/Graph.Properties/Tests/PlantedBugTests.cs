using Graph.Properties.Checking;
using Graph.Properties.Equivalences;
using Graph.Properties.Generation;
using Graph.Properties.Running;
using Graph.Properties.Shrinking;
using Graph.Transforms;
using static Graph.IR.BinaryKind;
using static Graph.IR.CompareKind;
using static Graph.IR.UnaryKind;

namespace Graph.Properties.Tests;

/// <summary>The harness itself: bugs planted into a pass or a derivative are found, and shrunk to what a person can read.</summary>
public sealed class PlantedBugTests
{
    private const int MostCases = 8_000;
    private const int MostOperators = 3;

    /// <summary>Wrong rewrites, each a classic, with how much the pass that has it claims to keep.</summary>
    private static readonly ImmutableArray<(string Name, Fidelity Fidelity, Func<Expr, Expr?> Rewrite)> wrong =
    [
        ("operands of subtract swapped", Fidelity.Bitwise, e => e is (Binary(Subtract), [var a, var b]) ? b - a : null),
        ("x * 0 is 0", Fidelity.Bitwise, e => e is (Binary(Multiply), [_, { IsZero: true } zero]) ? zero : null),
        ("x + 0 is x", Fidelity.Bitwise, e => e is (Binary(Add), [var x, { IsZero: true }]) ? x : null),
        ("x - x is 0", Fidelity.Bitwise, e => e is (Binary(Subtract), [var a, var b]) && ReferenceEquals(a, b) ? a.ZerosOf() : null),
        ("x / x is 1", Fidelity.Bitwise, e => e is (Binary(Divide), [var a, var b]) && ReferenceEquals(a, b) ? Sketch.Number(a, 1) : null),
        ("reversed relation", Fidelity.Bitwise, e => e is (Compare(LessThan), [var a, var b]) ? a.Is(GreaterThan, b) : null),
        ("not less is greater or equal", Fidelity.Bitwise,
            e => e is (Unary(Complement), [(Compare(LessThan), [var a, var b])]) ? a.Is(GreaterOrEqualTo, b) : null),
        ("difference of unsigned against 0", Fidelity.Bitwise,
            e => e is (Compare(LessThan), [var a, var b]) && a.Element == ElementType.U32 ? (a - b).Cast(ElementType.I32).Is(LessThan, Sketch.Number(a.Cast(ElementType.I32), 0)) : null),
        ("maximum that loses NaN", Fidelity.Bitwise, e => e is (Binary(Larger), [var a, var b]) ? Primitives.Select(a.Is(LessThan, b), b, a) : null),
        ("relu as maximum", Fidelity.Bitwise,
            e => e is (Select, [(Compare(LessOrEqualTo), [var x, { IsZero: true }]), { IsZero: true }, var y]) && ReferenceEquals(x, y)
                ? x.Apply(Larger, x.ZerosOf()) is var relu && x.Element.IsFloat ? Primitives.Select(relu.Is(EqualTo, relu), relu, x.ZerosOf()) : null
                : null),
        ("padding forgotten where it crops", Fidelity.Bitwise,
            e => e is (Pad(var low, var high, var interior), [var x, var fill]) && low.Any(amount => amount < 0) && high.All(amount => amount >= 0)
                ? Expr.Create(new Pad([.. low.Select(amount => -amount)], [.. low.Zip(high).Select(p => p.Second + Math.Min(0, 2 * p.First))], interior), x, fill) is var other
                    && other.Type == e.Type ? other : null
                : null),
        ("parts of concatenate in another order", Fidelity.Bitwise,
            e => e is (Concatenate, [var a, var b]) && a.Type == b.Type ? e.Update([b, a]) : null),
        ("transposes composed the wrong way round", Fidelity.Bitwise,
            e => e is (Transpose(var outer), [(Transpose(var inner), [var x])])
                && x.Transpose([.. inner.Select(axis => outer[axis])]) is var both && both.Type == e.Type ? both : null),
        ("unsigned halves keep their sign", Fidelity.Bitwise,
            e => e is (Binary(ShiftRight), [var a, var b]) && a.Element == ElementType.U32 ? (a.Cast(ElementType.I32) >> b.Cast(ElementType.I32)).Cast(ElementType.U32) : null),
        ("a reversed scan runs forward", Fidelity.Bitwise, e => e is (Scan { Reverse: true } scan, _) ? Expr.Create(scan with { Reverse = false }, e.Inputs) : null),
        ("the first of duplicates wins", Fidelity.Bitwise,
            e => e is (Scatter(ScatterKind.Overwrite, 0), [var x, var i, var u]) && i.Rank == 1 ? x.Scatter(ScatterKind.Overwrite, i.Reverse([0]), u.Reverse([0])) : null),
        ("an index out of range is clamped", Fidelity.Bitwise,
            e => e is (Gather(0), [var x, var i]) && i.Element == ElementType.I32 && x.Shape[0] > 0 ? x.Gather(i.Apply(Larger, Sketch.Number(i, 0))) : null),
        ("softmax without its sum", Fidelity.Rounding, e => e is (Binary(Divide), [(Unary(Exponential), _) a, var b]) && b.Element == ElementType.F64 ? a * b : null),
        ("a constant one ten-thousandth off", Fidelity.Rounding, e => e is (Unary(HyperbolicTangent), [var x]) ? x.Tanh() * 1.0001 : null),
        ("log of one plus x without the one", Fidelity.Rounding, e => e is (Unary(Logarithm1Plus), [var x]) ? x.Log() : null),
        ("cosine of a negative changes sign", Fidelity.Ordinary, e => e is (Unary(Cosine), [(Unary(Negate), [var x])]) ? -x.Cos() : null),
    ];

    public static TheoryData<string> Wrong => [.. wrong.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_rewrite_is_found_and_shrunk(string name)
    {
        (_, Fidelity fidelity, Func<Expr, Expr?> rewrite) = wrong.Single(bug => bug.Name == name);
        Pass pass = new("planted", "It is wrong.", (computation, _) => Rewiring.Rebuild(computation, (node, inputs) =>
        {
            Expr updated = node.Update(inputs);
            return rewrite(updated) is { } other && other.ResultType == updated.ResultType ? other : updated;
        }));
        AssertFound(PassProperties.Alone(pass, fidelity));
    }

    /// <summary>A gradient that goes wrong wherever a sine stands: by its sign, or by a factor.</summary>
    [Theory]
    [InlineData(-1.0)]
    [InlineData(1.001)]
    public void A_wrong_derivative_is_found_and_shrunk(double factor) =>
        AssertFound(DerivativeProperties.AgainstDifferences(subject =>
            Derivatives.Reverse(subject) is { } gradient && subject.Computation.Nodes.Any(node => node.Op is Unary(Sine))
                ? gradient with { Computation = gradient.Computation.WithResults([.. gradient.Computation.Results.Select(result => result * factor)]) }
                : null));

    private static void AssertFound(Property property)
    {
        SweepResult result = Sweep.Run(new SweepOptions(Seed: 5, First: 0, Count: MostCases, [property], Threads: 1) { MostFailures = 1, Everything = true });
        Assert.NotEmpty(result.Failures);
        Failure failure = result.Failures[0];
        Assert.InRange(Measure.CountOperators(failure.Minimal.Computation), 1, MostOperators);
        Assert.Contains("replay: sweep --seed 5 --index", failure.ToString(), StringComparison.Ordinal);
        // What is printed can be pasted into a test: it parses, and it still fails.
        Computation pasted = TextForm.Parse(TextForm.Print(failure.Minimal.Computation));
        Verdict again = property.Judge(new Trial(failure.Minimal with { Computation = pasted }, new Coverage()));
        Assert.Equal(Outcome.Broken, again.Outcome);
    }
}

/// <summary>Words of the planted bugs.</summary>
internal static class PlantedWords
{
    extension(Expr x)
    {
        /// <summary>Zeros of the type of an expression.</summary>
        public Expr ZerosOf() => Primitives.Zeros(x.Type);
    }
}
