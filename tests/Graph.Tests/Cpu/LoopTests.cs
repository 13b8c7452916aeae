using Graph.Cpu;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Cpu;

/// <summary>Loops, calls, and results that no kernel makes.</summary>
public sealed class LoopTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_loop_of_any_length_runs_in_both_directions(int length)
    {
        foreach (bool isReverse in (bool[])[false, true])
        {
            (Expr a, Expr b, Expr k, Expr xs, Expr ys) = (Input("a", [3]), Input("b", [3]), Input("k", [3]), Input("xs", [length, 3]), Input("ys", [length]));
            // Carries that change places, stay as they are, or take a constant; outputs that are carries, elements and constants.
            (ExprList carries, ExprList outputs) = Scan(
                (state, elements) => ([state[1], state[0] + (elements[0] * k), state[2], k], [state[0], elements[0], elements[1] + state[1], k, Constant(2f)]),
                [a, b, k, a], [xs, ys], reverse: isReverse);
            Check([a, b, k, xs, ys], [.. carries, .. outputs]);
        }
    }

    [Fact]
    public void Loops_and_calls_nest()
    {
        (Expr start, Expr rows) = (Input("start", [4]), Input("rows", [3, 5, 4]));
        (Expr last, Expr outputs) = Scan(
            (outer, row) =>
            {
                (Expr inner, Expr steps) = Scan((state, x) => (Tanh(state + x), state * x), outer, row, reverse: true);
                return (inner + 1, Sum(steps));
            },
            start, rows);
        Check([start, rows], [last, outputs]);
    }

    [Fact]
    public void What_the_caller_still_needs_outlives_a_call()
    {
        (Expr x, Expr y) = (Input("x", [6]), Input("y", [6]));
        Computation body = Computation.Create("body", [y], [Exp(Tanh(y).Cumulative(ReduceKind.SumOf, 0))]);
        Expr kept = x.Cumulative(ReduceKind.MaximumOf, 0);
        Expr called = Expr.Create(new Call(body, Keep: true), [kept]);
        Check([x], [called + kept]);
    }

    [Fact]
    public void Results_may_be_parameters_constants_and_each_other()
    {
        (Expr x, Expr y) = (Input("x", [4]), Input("y", []));
        Expr sum = x + y;
        Check([x, y], [x, sum, Constant(3f), sum, x, Constant(3f)]);
        Check([x, y], [y]);
        Check([], [Constant(1f)]);
    }

    [Fact]
    public void A_donated_parameter_has_its_result()
    {
        (Expr w, Expr v, Expr g) = (Input("w", [5, 3]), Input("v", [5, 3]), Input("g", [5, 3]));
        Expr velocity = (v * 0.9f) + g;
        Computation step = Computation.Create("step", [w, v, g], [Sum(w), w - velocity, velocity]);
        Runs.Check(Runs.Simulated(), step, FusionTests.ArgumentsOf(step), donated: [(0, 1), (1, 2)]);
        Runs.Check(Runs.Backend(), step, FusionTests.ArgumentsOf(step), donated: [(0, 1), (1, 2)]);
    }

    private static void Check(ImmutableArray<Expr> parameters, ImmutableArray<Expr> results)
    {
        Check(Runs.Simulated(), parameters, results);
        Check(Runs.Backend(), parameters, results);
    }

    private static void Check(CpuBackend backend, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results)
    {
        Computation computation = Computation.Create("main", parameters, results);
        Runs.Check(backend, computation, FusionTests.ArgumentsOf(computation));
        Computation called = Computation.Create("caller", [.. parameters.Select((leaf, place) => Primitives.Leaf($"x{place}", leaf.Type))], [Constant(0f)]);
        ImmutableArray<Expr> values = Expr.Create(new Call(computation, Keep: true), called.Parameters).Results();
        called = Computation.Create("caller", called.Parameters, [.. values, .. values.Take(1)]);
        Runs.Check(backend, called, FusionTests.ArgumentsOf(called));
    }
}
