using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class MovementTests
{
    private static readonly Tensor X = Tensor.Generate<double>([2, 3], index => index);

    private static readonly Dictionary<string, (Func<Expr> Program, long[] Shape, double[] Elements)> Table = new()
    {
        ["reshape"] = (() => Reshape(X, [3, -1]), [3, 2], [0, 1, 2, 3, 4, 5]),
        ["reshape of nothing"] = (() => Reshape(Tensor.Zeros([0, 3]), [3, 0]), [3, 0], []),
        ["flatten"] = (() => Flatten(X), [6], [0, 1, 2, 3, 4, 5]),
        ["flatten behind the batch"] = (() => Flatten(Reshape(X, [1, 2, 3]), 1), [1, 6], [0, 1, 2, 3, 4, 5]),
        ["flatten nothing"] = (() => Flatten(X, 2), [2, 3, 1], [0, 1, 2, 3, 4, 5]),
        ["transpose"] = (() => Transpose(X), [3, 2], [0, 3, 1, 4, 2, 5]),
        ["transpose by axes"] = (() => Transpose(Reshape(X, [1, 2, 3]), [-1, 0, 1]), [3, 1, 2], [0, 3, 1, 4, 2, 5]),
        ["swap axes"] = (() => SwapAxes(Reshape(X, [1, 2, 3]), 0, -1), [3, 2, 1], [0, 3, 1, 4, 2, 5]),
        ["move axis"] = (() => MoveAxis(Reshape(X, [1, 2, 3]), 2, 0), [3, 1, 2], [0, 3, 1, 4, 2, 5]),
        ["squeeze"] = (() => Squeeze(Reshape(X, [1, 2, 1, 3])), [2, 3], [0, 1, 2, 3, 4, 5]),
        ["squeeze an axis"] = (() => Squeeze(Reshape(X, [1, 2, 1, 3]), -2), [1, 2, 3], [0, 1, 2, 3, 4, 5]),
        ["expand"] = (() => ExpandDims(X, -1), [2, 3, 1], [0, 1, 2, 3, 4, 5]),
        ["expand at the front"] = (() => ExpandDims(X, 0), [1, 2, 3], [0, 1, 2, 3, 4, 5]),
        ["broadcast"] = (() => BroadcastTo((Tensor)new double[,] { { 7 }, { 8 } }, [2, 2, 2]), [2, 2, 2], [7, 7, 8, 8, 7, 7, 8, 8]),
        ["flip"] = (() => Flip(X, -1), [2, 3], [2, 1, 0, 5, 4, 3]),
        ["flip both"] = (() => Flip(X, [0, 1]), [2, 3], [5, 4, 3, 2, 1, 0]),
        ["roll"] = (() => Roll(X, 1, 1), [2, 3], [2, 0, 1, 5, 3, 4]),
        ["roll back"] = (() => Roll(X, -4, 1), [2, 3], [1, 2, 0, 4, 5, 3]),
        ["repeat"] = (() => Repeat(X, 2, 1), [2, 6], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ["repeat rows"] = (() => Repeat(X, 2, 0), [4, 3], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
        ["tile"] = (() => Tile(X, [2, 2]), [4, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5, 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
        ["concatenate"] = (() => Concatenate([X, X], 1), [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]),
        ["stack"] = (() => Stack([X, X], -1), [2, 3, 2], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ["split"] = (() => Split(X, 3, 1)[1], [2, 1], [1, 4]),
        ["split by sizes"] = (() => Split(X, [1, 2], -1)[1], [2, 2], [1, 2, 4, 5]),
        ["pad"] = (() => Pad(X, [1, 0], [0, 1], 9), [3, 4], [9, 9, 9, 9, 0, 1, 2, 9, 3, 4, 5, 9]),
        ["pad with zeros and crop"] = (() => Pad(X, [0, 1], [-1, -1]), [1, 3], [0, 0, 1]),
        ["pad with the edge"] = (() => PadEdge(X, [1, 2], [0, 1]), [3, 6], [0, 0, 0, 1, 2, 2, 0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 5]),
        ["pad by reflection"] = (() => PadReflect(X, [1, 2], [0, 1]), [3, 6], [5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4]),
        ["indices"] = (() => ((Expr)X)[1, ..^1], [2], [3, 4]),
        ["zeros"] = (() => Zeros([2]), [2], [0, 0]),
        ["zeros like"] = (() => ZerosLike(X), [2, 3], [0, 0, 0, 0, 0, 0]),
        ["ones like"] = (() => OnesLike(X), [2, 3], [1, 1, 1, 1, 1, 1]),
        ["full"] = (() => Full([2], 0.5), [2], [0.5, 0.5]),
        ["full like"] = (() => FullLike(X, 4), [2, 3], [4, 4, 4, 4, 4, 4]),
        ["ones of bools"] = (() => Ones([2], ElementType.Bool), [2], [1, 1]),
        ["arange"] = (() => Arange(3), [3], [0, 1, 2]),
        ["arange from to"] = (() => Arange(2, 9, 3), [3], [2, 5, 8]),
        ["arange from to, exact"] = (() => Arange(2, 8, 3), [2], [2, 5]),
        ["arange down"] = (() => Arange(3, -2, -2), [3], [3, 1, -1]),
        ["arange of nothing"] = (() => Arange(3, 2), [0], []),
        ["linspace"] = (() => Linspace(1, 2, 5), [5], [1, 1.25, 1.5, 1.75, 2]),
        ["linspace of one"] = (() => Linspace(3, 9, 1), [1], [3]),
        ["eye"] = (() => Eye(2), [2, 2], [1, 0, 0, 1]),
        ["eye of a rectangle"] = (() => Eye(2, 3, ElementType.I32), [2, 3], [1, 0, 0, 0, 1, 0]),
        ["causal mask"] = (() => CausalMask(3), [3, 3], [1, 0, 0, 1, 1, 0, 1, 1, 1]),
        ["tril"] = (() => Tril(X), [2, 3], [0, 0, 0, 3, 4, 0]),
        ["tril above"] = (() => Tril(X, 1), [2, 3], [0, 1, 0, 3, 4, 5]),
        ["triu"] = (() => Triu(X), [2, 3], [0, 1, 2, 0, 4, 5]),
        ["triu below"] = (() => Triu(X, -1), [2, 3], [0, 1, 2, 3, 4, 5]),
        ["diagonal"] = (() => Diagonal(X), [2], [0, 4]),
        ["diagonal above"] = (() => Diagonal(X, 1), [2], [1, 5]),
        ["diagonal below"] = (() => Diagonal(X, -1), [1], [3]),
        ["diagonal of nothing"] = (() => Diagonal(X, 3), [0], []),
        ["diagonals of a batch"] = (() => Diagonal(Stack([X, X + 10])), [2, 2], [0, 4, 10, 14]),
        ["trace"] = (() => Trace(X), [], [4]),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Elements_go_where_they_should(string name)
    {
        (Func<Expr> program, long[] shape, double[] elements) = Table[name];
        Near.Equal([.. shape], elements, program().Evaluate());
    }

    [Fact]
    public void The_last_of_equal_distances_is_exact() =>
        Assert.Equal(0.3f, Linspace(0, 0.3f, 8).Evaluate().At<float>(7));

    [Fact]
    public void A_diagonal_passes_no_NaN_from_beside_it() =>
        Near.Equal([1, 4], Diagonal((Tensor)new[,] { { 1, double.NaN }, { double.NaN, 4 } }).Evaluate());
}
