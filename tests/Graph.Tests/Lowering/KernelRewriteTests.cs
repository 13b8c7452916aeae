using Graph.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>What a kernel computes after each of the scheduler's rewrites is what it computed before, and each of them has something to do here.</summary>
public sealed class KernelRewriteTests
{
    private const int Seeds = 150;

    /// <summary>Kernels for rewrites that share long totals out, and for others that seldom have something to do.</summary>
    public static TheoryData<string, Expr> Chosen => new()
    {
        { "order-terms", Input("x", [3, 4, 5], ElementType.F64).Contract(Input("y", [2, 4, 5], ElementType.F64), [2, 1], [2, 1]) },
        { "split-totals", Sum(Input("x", [4, 2, 32768], ElementType.F64) * 2, [0, 2]) },
        { "split-totals", Sum(Input("x", [1 << 17], ElementType.F64)) },
        { "terms-as-points", Sum(Input("x", [131101], ElementType.F64)) },
        { "columns-by-row", Parameter("b", [40], ElementType.F64) - (0.1 * Sum(Input("x", [4000, 40], ElementType.F64), axis: 0)) },
    };

    [Fact]
    public void Rewrites_of_every_sample_change_nothing()
    {
        Dictionary<string, int> fired = [];
        foreach (OperatorSample sample in OperatorSamples.All)
        {
            Check(sample.Computation, fired);
        }
        AssertFired(fired, "fuse-axes", "order-points");
    }

    [Fact]
    public void Rewrites_of_random_computations_change_nothing()
    {
        Dictionary<string, int> fired = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            Check(Draw(new Random(seed)), fired);
        }
        AssertFired(fired, "merge-stages", "fuse-axes", "order-points", "totals-before-combining", "hoist-invariants", "fuse-multiply-add");
    }

    [Theory]
    [MemberData(nameof(Chosen))]
    public void Rewrites_with_something_to_do_change_nothing(string rewrite, Expr result)
    {
        Dictionary<string, int> fired = [];
        Check(FusionTests.Optimize([result]), fired);
        AssertFired(fired, rewrite);
    }

    private static void AssertFired(Dictionary<string, int> fired, params IEnumerable<string> rewrites)
    {
        foreach (string rewrite in rewrites)
        {
            Assert.True(fired.GetValueOrDefault(rewrite) > 0, $"{rewrite} had nothing to do");
        }
    }

    private static void Check(Computation computation, Dictionary<string, int> fired)
    {
        foreach (LoopKernel original in FusionPlanner.Plan(computation).Steps.Select(step => step.Lowered?.Kernel).OfType<LoopKernel>())
        {
            ImmutableArray<Literal> inputs =
                [.. original.Operands.Where(operand => operand.Access == OperandAccess.Read).Select((operand, place) => OperatorSamples.Values(operand.Type.Element, operand.Type.Shape, place))];
            ImmutableArray<Literal> expected = KernelSimulator.Run(original, inputs);
            LoopKernel kernel = original;
            foreach (KernelRewrite rewrite in original.Stages.Any(stage => original.PointsOf(stage) == 0) ? [] : Scheduler.Rewrites)
            {
                LoopKernel next = rewrite.Apply(kernel, Target.Common);
                if (!next.Equals(kernel))
                {
                    fired[rewrite.Name] = fired.GetValueOrDefault(rewrite.Name) + 1;
                    CheckStep(expected, next, inputs, $"{rewrite.Name} of\n{kernel}\nis\n{next}");
                }
                kernel = next;
            }
            ScheduleVerifier.Verify(Scheduler.Schedule(original, Target.Common));
        }
    }

    private static void CheckStep(ImmutableArray<Literal> expected, LoopKernel kernel, ImmutableArray<Literal> inputs, string context)
    {
        try
        {
            KernelVerifier.Verify(kernel);
        }
        catch (VerificationException exception)
        {
            Assert.Fail($"{exception.Sentence}\n{context}");
        }
        foreach ((Literal wanted, Literal got) in expected.Zip(KernelSimulator.Run(kernel, inputs)))
        {
            Columns.AssertClose(wanted, got, context);
        }
    }

    private static Computation Draw(Random random)
    {
        Expr[] leaves =
        [
            Input("a", [3, 4, 5], ElementType.F64), Input("b", [3, 4, 5], ElementType.F64), Parameter("c", [5], ElementType.F64), Parameter("d", [3, 1, 1], ElementType.F64),
            Parameter("rate", [], ElementType.F64),
        ];
        List<Expr> pool = [leaves[0], leaves[1]];
        for (int count = 0; count < 8; count++)
        {
            Expr x = pool[random.Next(pool.Count)];
            Expr y = pool[random.Next(pool.Count)];
            pool.Add(Step(random, x, y, leaves));
        }
        Expr last = pool[^1];
        Axes axes = [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0)];
        Expr[] results = random.Next(4) switch
        {
            0 => [last],
            1 => [last, Sum(last, axes)],
            2 => [Sum(last, axes), Sum(last * last, axes)],
            _ => [leaves[4] - (leaves[4] * 0.5 * Mean(last)), Reshape(Transpose(last), [60])],
        };
        return FusionTests.Optimize([.. results]);
    }

    private static Expr Step(Random random, Expr x, Expr y, Expr[] leaves)
    {
        int axis = random.Next(3);
        Axes axes = [.. Enumerable.Range(0, 3).Where(place => place == axis || random.Next(2) == 0)];
        return random.Next(14) switch
        {
            0 => Tanh(x),
            1 => x + y,
            2 => x - (y * x),
            3 => (x * 0.5) - y,
            4 => x + leaves[2],
            5 => x * leaves[3],
            6 => x * (leaves[4] * 0.25),
            7 => x - Mean(x, axes, keepDims: true),
            8 => Softmax(x, axis),
            9 => Transpose(Reshape(Transpose(x, [2, 0, 1]), [4, 3, 5]), [1, 0, 2]),
            10 => Reshape(Reshape(x, [12, 5]) + Reshape(y, [12, 5]), [3, 4, 5]),
            11 => x.Reverse([axis]),
            12 => x.SliceAxis(axis, 1, x.Shape[axis]).PadAxis(axis, 1, 0),
            _ => (x * y) + (Exp(-Abs(x)) * leaves[2]),
        };
    }
}
