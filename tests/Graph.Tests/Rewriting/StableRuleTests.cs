using Graph.Reference;
using Graph.Transforms;
using static Graph.ElementType;
using static Graph.IR.BinaryKind;
using static Graph.IR.UnaryKind;

namespace Graph.Tests.Rewriting;

/// <summary>Each stable rule fires on its cases, agrees in f64, and in f32 is nowhere less accurate than what it replaces.</summary>
public sealed class StableRuleTests
{
    private const int Draws = 40;

    // Neither does a formula of the table overflow in f64 on these, nor does it cancel beyond what the tolerance in f64 allows.
    private const double Octaves = 4;

    // A sum that is near 1 has a logarithm near 0, of which both forms keep no more digits than the sum has.
    private static readonly string[] logarithmsOfSums = ["log-softmax", "log-sum-exp", "log-scaled-exp", "log-add-exp"];

    private static readonly ElementType[] reals = [F32, F64];

    private static readonly ImmutableArray<RuleCase> cases =
    [
        new("log-softmax", reals, v => v.In(3, 5).Exp() is var e ? (e / e.Sum([1]).BroadcastLike(e, [1])).Log() : e),
        new("log-softmax", reals, v => v.In(3, 5) is var x && (x - x.Reduce(ReduceKind.MaximumOf, [1]).BroadcastLike(x, [1])).Exp() is var e
            ? (e / e.Sum([1]).BroadcastLike(e, [1])).Log() : null!),
        new("log-sum-exp", reals, v => v.In(3, 5).Exp().Sum([1]).Log()),
        new("log-scaled-exp", reals, v => (v.In(40).Exp() * 3).Log()),
        new("log-one-plus", reals, v => (v.In(40) + 1).Log()),
        new("log-one-minus", reals, v => (1 - v.In(40)).Log()),
        new("softplus", reals, v => v.In(40).Exp().Apply(Logarithm1Plus)),
        new("log-logistic", reals, v => v.In(40).Logistic().Log()),
        new("log-add-exp", reals, v => (v.In(40).Exp() + v.In(40).Exp()).Log()),
        new("sqrt-square", reals, v => v.In(40) is var x ? (x * x).Sqrt() : x),
        new("log-sqrt", reals, v => v.In(40).Sqrt().Log()),
        new("exp-minus-one", reals, v => v.In(40).Exp() + -1),
        new("one-minus-logistic", reals, v => 1 - v.In(40).Logistic()),
        new("logistic", reals, v => 1 / ((-v.In(40)).Exp() + 1)),
        new("logistic-ratio", reals, v => v.In(40).Exp() is var e ? e / (e + 1) : e),
        new("logistic-product", reals, v => v.In(40) is var x ? (-x).Logistic() * x.Exp() : x),
        new("logistic-scaled", reals, v => v.In(40).Exp() is var e ? 3 / (e + 1) * e : e),
        new("tanh", reals, v => v.In(40) is var x && x.Exp() is var a && (-x).Exp() is var b ? (a - b) / (a + b) : null!),
        new("power-two", reals, v => v.In(40).Pow(v.Number(2, 40))),
        new("power-minus-one", reals, v => v.In(40).Pow(v.Number(-1, 40))),
        new("power-of-two", reals, v => v.Number(2, 40).Pow(v.In(40))),
        new("add-of-parts", reals, v => v.In(3).PadAxis(0, 2, 4) + v.In(4).PadAxis(0, 5, 0)),
        new("add-of-parts", reals, v => v.In(2).PadAxis(0, 3, 2) + v.In(7) + v.In(3).PadAxis(0, 0, 4) + v.In(2).PadAxis(0, 5, 0)),
        new("add-of-parts", reals, v => v.In(4, 1).Pad(v.Number(0), [1, 3], [1, 2], [0, 0]) + v.In(4, 2).Pad(v.Number(0), [1, 1], [1, 3], [0, 0])),
        new("add-sum-to-zero", reals, v => v.In(3, 5).Sum([1]) + v.Number(0, 3)),
        new("add-sum-to-zero", reals, v => v.In(3, 5).Contract(v.In(5, 4), [1], [0]).Transpose([1, 0]) + v.Number(0, 4, 3)),
        new("sum-of-equals", reals, v => v.In(3, 5).Broadcast([3, 7, 5], [0, 2]).Sum([1, 2])),
    ];

    private static readonly ImmutableArray<RuleCase> refused =
    [
        new("softplus", reals, v => (-v.In(40).Abs()).Exp().Apply(Logarithm1Plus)),
        new("softplus", reals, v => v.In(40) is var x ? Primitives.Select(x > 0, -x, x).Exp().Apply(Logarithm1Plus) : x),
        new("log-sum-exp", reals, v => v.In(3, 5) is var x ? (x - x.Reduce(ReduceKind.MaximumOf, [1]).BroadcastLike(x, [1])).Exp().Sum([1]).Log() : x),
        new("log-softmax", reals, v => v.In(5, 5).Exp() is var e ? (e / e.Sum([0]).Broadcast([5, 5], [0])).Log() : e),
        new("log-softmax", reals, v => v.In(3, 0).Exp() is var e ? (e / e.Sum([1]).BroadcastLike(e, [1])).Log() : e),
        new("add-sum-to-zero", reals, v => v.In(3) + v.Number(0, 3)),
        new("add-of-parts", reals, v => v.In(3).PadAxis(0, 2, 4) + v.In(4).PadAxis(0, 4, 1)),
        new("add-of-parts", reals, v => v.In(3).PadAxis(0, 2, 4) + v.In(3).PadAxis(0, 6, 0)),
        new("add-of-parts", reals, v => v.In(3).Pad(v.Number(1), [0], [3], [0]) + v.In(3).Pad(v.Number(1), [3], [0], [0])),
    ];

    public static TheoryData<string> Names => [.. RuleSets.Stable.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_fires_and_is_nowhere_less_accurate(string name)
    {
        ImmutableArray<RuleCase> ours = [.. cases.Where(row => row.Rule == name)];
        Assert.NotEmpty(ours);
        foreach (RuleCase row in ours)
        {
            (Computation wideBefore, Computation wideAfter, int fired) = row.Apply(Find(name), F64);
            (Computation before, Computation after, int narrowFired) = row.Apply(Find(name), F32);
            Assert.True(fired > 0 && narrowFired > 0, $"{name} did not fire on\n{before}");
            Random random = new(11);
            for (int draw = 0; draw < Draws; draw++)
            {
                ImmutableArray<Literal> wide = [.. wideBefore.Parameters.Select(leaf => Rewriting.Draws.Ordinary(leaf.Type, random, Octaves, positive: false))];
                ImmutableArray<Literal> narrow = [.. wide.Select(literal => Literal.Generate(literal.Shape, i => (float)literal.At<double>(i)))];
                Literal truth = Interpreter.Evaluate(wideBefore, wide)[0];
                AssertClose(truth, Interpreter.Evaluate(wideAfter, wide)[0], wideBefore, wideAfter);
                AssertNoLessAccurate(truth, Interpreter.Evaluate(before, narrow)[0], Interpreter.Evaluate(after, narrow)[0], logarithmsOfSums.Contains(name) ? 1 : 1e-38, after);
            }
        }
    }

    [Fact]
    public void Every_case_names_a_rule() => Assert.Empty(cases.Select(row => row.Rule).Except(RuleSets.Stable.Select(rule => rule.Name)));

    [Fact]
    public void A_rule_leaves_alone_what_it_is_not_for()
    {
        foreach (RuleCase row in refused)
        {
            (Computation before, _, int fired) = row.Apply(Find(row.Rule), F32);
            Assert.True(fired == 0, $"{row.Rule} fired on\n{before}");
        }
    }

    public static TheoryData<string, Func<Expr, Expr>, double, double> Extremes => new()
    {
        { "log(1 + 1e-30)", x => (1 + x).Log(), 1e-30, 1e-30 },
        { "log(1 - 1e-30)", x => (1 - x).Log(), 1e-30, -1e-30 },
        { "exp(1e-30) - 1", x => x.Exp() - 1, 1e-30, 1e-30 },
        { "log(1 + exp(1e4))", x => (1 + x.Exp()).Log(), 1e4, 1e4 },
        { "log(1 + exp(-∞))", x => (1 + x.Exp()).Log(), double.NegativeInfinity, 0 },
        { "log(logistic(-1e4))", x => x.Logistic().Log(), -1e4, -1e4 },
        { "log(1 - logistic(1e4))", x => (1 - x.Logistic()).Log(), 1e4, -1e4 },
        { "1 - logistic(50)", x => 1 - x.Logistic(), 50, 1.9287498479639178e-22 },
        { "1 / (1 + exp(-50))", x => 1 / (1 + (-x).Exp()), 50, 1 },
        { "exp(1e4) / (1 + exp(1e4))", x => x.Exp() / (1 + x.Exp()), 1e4, 1 },
        { "tanh(1e4)", x => (x.Exp() - (-x).Exp()) / (x.Exp() + (-x).Exp()), 1e4, 1 },
        { "√(1e30²)", x => (x * x).Sqrt(), -1e30, 1e30 },
        { "log(exp(1e4) + exp(1e4))", x => (x.Exp() + (x * 1).Exp()).Log(), 1e4, 1e4 + 0.6931471805599453 },
        { "log(exp(-∞) + exp(-∞))", x => (x.Exp() + x.Exp()).Log(), double.NegativeInfinity, double.NegativeInfinity },
        { "log(exp(∞) + exp(3))", x => (x.Exp() + (x * 0 + 3).Exp()).Log(), double.PositiveInfinity, double.NaN },
        { "log(Σ exp) of 1e4s", x => x.Broadcast([4], []).Exp().Sum([0]).Log(), 1e4, 1e4 + 1.3862943611198906 },
        { "log(softmax) of 1e4 and 0", x => Primitives.Concatenate([x.Reshape([1]), x.Reshape([1]) * 0], 0) is var z
            ? (z.Exp() / z.Exp().Sum([0]).BroadcastLike(z, [0])).Log().SliceAxis(0, 1, 2).Reshape([]) : x, 1e4, -1e4 },
        { "log(softmax) of ∞ and 0", x => Primitives.Concatenate([x.Reshape([1]), Primitives.Zeros(x.Type).Reshape([1])], 0) is var z
            ? (z.Exp() / z.Exp().Sum([0]).BroadcastLike(z, [0])).Log().SliceAxis(0, 1, 2).Reshape([]) : x, double.PositiveInfinity, double.NegativeInfinity },
        { "log(softmax) of -∞ and 0", x => Primitives.Concatenate([x.Reshape([1]), Primitives.Zeros(x.Type).Reshape([1])], 0) is var z
            ? (z.Exp() / z.Exp().Sum([0]).BroadcastLike(z, [0])).Log().SliceAxis(0, 0, 1).Reshape([]) : x, double.NegativeInfinity, double.NegativeInfinity },
    };

    [Theory]
    [MemberData(nameof(Extremes))]
    public void The_default_pipeline_keeps_its_head_at_extremes(string name, Func<Expr, Expr> function, double at, double expected)
    {
        foreach (ElementType element in reals)
        {
            Expr x = Primitives.Leaf("x", new TensorType(element, []));
            Computation after = Pipelines.Default.Run(Computation.Create("f", [x], [function(x)]), verify: true).Result;
            Literal argument = element == F32 ? Literal.Scalar((float)at) : Literal.Scalar(at);
            double actual = Interpreter.Evaluate(after, [argument])[0].ToDouble(0);
            double tolerance = element == F32 ? 1e-6 : 1e-14;
            bool close = double.IsFinite(expected) ? Math.Abs(actual - expected) <= tolerance * Math.Abs(expected) : actual.Equals(expected);
            Assert.True(close, $"{name} in {element.Mnemonic} is {actual:R}, not {expected:R}\n{after}");
        }
    }

    private static void AssertClose(Literal expected, Literal actual, Computation before, Computation after)
    {
        for (long index = 0; index < expected.Type.ElementCount; index++)
        {
            (double x, double y) = (expected.At<double>(index), actual.At<double>(index));
            bool same = (double.IsNaN(x) && double.IsNaN(y)) || x == y || Math.Abs(x - y) <= 1e-11 * Math.Max(0.01, Math.Abs(x));
            Assert.True(same, $"element {index} is {y:R}, not {x:R}:\n{before}\n{after}");
        }
    }

    private static void AssertNoLessAccurate(Literal truth, Literal before, Literal after, double least, Computation after32)
    {
        for (long index = 0; index < truth.Type.ElementCount; index++)
        {
            double x = truth.At<double>(index);
            if (Math.Abs(x) < float.MaxValue)
            {
                double was = Math.Abs(before.At<float>(index) - x);
                double now = Math.Abs(after.At<float>(index) - x);
                double ulps = 2 * Math.Max(least, Math.Abs(x)) * Math.ScaleB(1, -23);
                Assert.True(now <= ulps || now <= was, $"element {index}: {after.At<float>(index):R} is further from {x:R} than {before.At<float>(index):R} was:\n{after32}");
            }
        }
    }

    private static Rule Find(string name) => RuleSets.Stable.Single(rule => rule.Name == name);
}
