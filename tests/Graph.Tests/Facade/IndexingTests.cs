using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class IndexingTests
{
    private static readonly Tensor X = Tensor.Generate<double>([2, 3, 4], index => index);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(-2, 3)]
    public void Gather_puts_the_axes_of_the_indices_in_place_of_the_axis(int axis, int limit)
    {
        Tensor indices = Draw.Indices([2, 5], 1, limit);
        int place = axis < 0 ? axis + 3 : axis;
        Tensor found = Gather(X, indices, axis).Evaluate();
        long[] sizes = [2, 3, 4];
        Assert.Equal([.. sizes[..place], 2, 5, .. sizes[(place + 1)..]], found.Shape);
        for (long i = 0; i < found.ElementCount; i++)
        {
            long[] at = Unravel(i, found.Shape);
            int index = indices.At<int>(at[place], at[place + 1]);
            Assert.Equal(X.At<double>([.. at[..place], index, .. at[(place + 2)..]]), found.At<double>(at));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void TakeAlongAxis_looks_each_element_up_in_its_own_line(int axis)
    {
        int place = axis < 0 ? axis + 3 : axis;
        Shape shape = X.Shape.With(place, 5);
        Tensor indices = Draw.Indices(shape, 2, (int)X.Shape[place]);
        Tensor found = TakeAlongAxis(X, indices, axis).Evaluate();
        Near.Equal(
            shape,
            Enumerable.Range(0, (int)shape.ElementCount).Select(i =>
            {
                long[] at = Unravel(i, shape);
                at[place] = indices.At<int>(Unravel(i, shape));
                return X.At<double>(at);
            }),
            found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Scatter_writes_where_gather_reads(int axis)
    {
        Tensor indices = new[] { 1, 0, 1 };
        Shape shape = X.Shape.With(axis, 3);
        Tensor updates = Draw.Tensor(shape, 3);
        double[] added = X.Doubles(), set = X.Doubles();
        for (long i = 0; i < shape.ElementCount; i++)
        {
            long[] at = Unravel(i, shape);
            double update = updates.At<double>(at);
            at[axis] = indices.At<int>(at[axis]);
            added[Ravel(at, X.Shape)] += update;
            set[Ravel(at, X.Shape)] = update;
        }
        Near.Equal(X.Shape, added, ScatterAdd(X, indices, updates, axis).Evaluate());
        // The last of the two updates for place 1 wins, which comes last above too.
        Near.Equal(X.Shape, set, ScatterSet(X, indices, updates, axis).Evaluate());
    }

    [Fact]
    public void Indices_outside_read_NaN_and_write_nothing()
    {
        Tensor x = new double[] { 1, 2 }, indices = new[] { -1, 2, 1 };
        Near.Equal([double.NaN, double.NaN, 2], Gather(x, indices).Evaluate());
        Near.Equal([1, 12], ScatterAdd(x, indices, (Tensor)new double[] { 5, 7, 10 }).Evaluate());
    }

    [Fact]
    public void An_embedding_takes_rows_and_its_gradient_adds_up()
    {
        Expr table = Parameter("table", [3, 2], ElementType.F64);
        Expr rows = Embedding(table, (Tensor)new[,] { { 2, 0 }, { 2, 2 } });
        Near.Equal([2, 2, 2], [5, 6, 1, 2, 5, 6, 5, 6], rows.Evaluate(("table", new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } })));
        Near.Equal([3, 2], [1, 1, 0, 0, 3, 3], Compile([table], [Differentiate(Sum(rows), table)[0]]).Run(Tensor.Zeros([3, 2], ElementType.F64))[0]);
    }

    [Fact]
    public void One_hot_rows()
    {
        Near.Equal([3, 3], [0, 1, 0, 0, 0, 0, 0, 0, 1], OneHot((Tensor)new[] { 1, 3, 2 }, 3).Evaluate());
        Near.Equal([2], [1, 0], OneHot((Tensor)(byte)0, 2, ElementType.I32).Evaluate());
    }

    [Fact]
    public void Sorting_and_the_largest()
    {
        Tensor x = new double[,] { { 3, 1, 2 }, { 5, 5, 7 } };
        Near.Equal([1, 2, 3, 5, 5, 7], Sort(x).Evaluate());
        Near.Equal([3, 2, 1, 7, 5, 5], Sort(x, descending: true).Evaluate());
        Near.Equal([3, 1, 2, 5, 5, 7], Sort(x, 0).Evaluate());
        Near.Equal([1, 2, 0, 0, 1, 2], ArgSort(x).Evaluate());
        (Expr values, Expr places) = TopK(x, 2);
        Near.Equal([2, 2], [3, 2, 7, 5], values.Evaluate());
        Near.Equal([2, 2], [0, 2, 2, 0], places.Evaluate());
        (values, places) = TopK(x, 1, 0);
        Near.Equal([1, 3], [5, 5, 7], values.Evaluate());
        Near.Equal([1, 3], [1, 1, 1], places.Evaluate());
    }

    private static long[] Unravel(long index, Shape shape)
    {
        long[] at = new long[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            at[axis] = index % shape[axis];
            index /= shape[axis];
        }
        return at;
    }

    private static long Ravel(long[] at, Shape shape) => at.Select((position, axis) => (position, axis)).Aggregate(0L, (place, pair) => (place * shape[pair.axis]) + pair.position);
}
