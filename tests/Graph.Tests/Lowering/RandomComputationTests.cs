using System.Globalization;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Random computations of f64, planned with and without merges, run as planned, equal the reference.</summary>
public sealed class RandomComputationTests
{
    private const int Nodes = 14;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_computation_runs_as_the_reference_does(int part)
    {
        for (int seed = part * 100; seed < (part + 1) * 100; seed++)
        {
            Computation computation = Draw(new Random(seed), string.Create(CultureInfo.InvariantCulture, $"random_{seed}"));
            LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation), merges: seed % 4 != 0);
        }
    }

    internal static Computation Draw(Random random, string name, ElementType element = ElementType.F64)
    {
        Expr[] leaves =
        [
            Input("a", [4, 6], element), Input("b", [4, 6], element), Input("c", [6], element), Input("d", [6, 5], element),
            Input("labels", [4], ElementType.I32),
        ];
        List<Expr> pool = [.. leaves[..4]];
        for (int count = 0; count < Nodes; count++)
        {
            Expr x = pool[random.Next(pool.Count)];
            pool.Add(Step(random, x, Partner(random, pool, x), leaves[4]));
        }
        ImmutableArray<Expr> results = [.. pool.TakeLast(3).Append(pool[random.Next(pool.Count)]).Distinct()];
        return Computation.Create(name, [.. leaves], results);
    }

    /// <summary>Another value of the same shape, if there is one.</summary>
    private static Expr Partner(Random random, List<Expr> pool, Expr x)
    {
        ImmutableArray<Expr> like = [.. pool.Where(other => other.Shape == x.Shape)];
        return like[random.Next(like.Length)];
    }

    private static Expr Step(Random random, Expr x, Expr y, Expr labels)
    {
        int axis = x.Rank == 0 ? 0 : random.Next(x.Rank);
        bool hasAxis = x.Rank > 0 && x.Type.ElementCount > 0;
        return random.Next(20) switch
        {
            0 => Tanh(x),
            1 => -x,
            2 => Exp(-Abs(x)),
            3 or 4 => x + y,
            5 => x * y,
            6 => Where(x > y, x, y * 2),
            7 when hasAxis => Softmax(x, axis),
            8 when hasAxis => Sum(x, axis),
            9 when hasAxis => x - Max(x, axis, keepDims: true),
            10 when hasAxis => Reshape(x, [x.Type.ElementCount]),
            11 when x.Rank == 2 => Transpose(x),
            12 when hasAxis => x.Reverse([axis]),
            13 when hasAxis => x.PadAxis(axis, 1, x.Shape[axis] > 2 ? -1 : 2),
            14 when hasAxis => x.SliceAxis(axis, x.Shape[axis] / 3, x.Shape[axis]),
            15 when hasAxis => Primitives.Concatenate([x, Tanh(y)], axis),
            16 when x.Rank == 2 && x.Shape[1] == 6 => MatMul(x, Tanh(Transpose(y))),
            17 when x.Rank == 2 => x.Contract(y, [0], [0]),
            18 when hasAxis => x.Gather(labels),
            19 when hasAxis && x.Shape[axis] >= 2 => x.Window([axis], [2], [1], [1]).Reduce(ReduceKind.MaximumOf, [x.Rank]),
            _ => Sqrt(Abs(x) + 1),
        };
    }
}
