using static Graph.Ops;

namespace Graph.Tests.Facade;

public sealed class ContractionTests
{
    /// <summary>Shapes of both operands and of the product, by NumPy's rules.</summary>
    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3, 4 }, new long[] { 2, 4 })]
    [InlineData(new long[] { 3 }, new long[] { 3 }, new long[] { })]
    [InlineData(new long[] { 3 }, new long[] { 3, 4 }, new long[] { 4 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 3 }, new long[] { 2 })]
    [InlineData(new long[] { 5, 2, 3 }, new long[] { 3 }, new long[] { 5, 2 })]
    [InlineData(new long[] { 3 }, new long[] { 5, 3, 4 }, new long[] { 5, 4 })]
    [InlineData(new long[] { 5, 2, 3 }, new long[] { 3, 4 }, new long[] { 5, 2, 4 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 5, 6, 3, 4 }, new long[] { 5, 6, 2, 4 })]
    [InlineData(new long[] { 5, 2, 3 }, new long[] { 5, 3, 4 }, new long[] { 5, 2, 4 })]
    [InlineData(new long[] { 5, 1, 2, 3 }, new long[] { 6, 3, 4 }, new long[] { 5, 6, 2, 4 })]
    [InlineData(new long[] { 1, 2, 3 }, new long[] { 5, 3, 4 }, new long[] { 5, 2, 4 })]
    [InlineData(new long[] { 2, 0 }, new long[] { 0, 4 }, new long[] { 2, 4 })]
    [InlineData(new long[] { 0, 3 }, new long[] { 3, 4 }, new long[] { 0, 4 })]
    public void A_product_is_the_sum_over_the_inner_axis(long[] left, long[] right, long[] product)
    {
        (Tensor a, Tensor b) = (Draw.Tensor([.. left], 1), Draw.Tensor([.. right], 2));
        // As matrices: a vector on the left is a row, one on the right a column.
        long[] rows = left.Length == 1 ? [1, .. left] : left;
        long[] columns = right.Length == 1 ? [.. right, 1] : right;
        (double[] x, double[] y) = (a.Doubles(), b.Doubles());
        long m = rows[^2], k = rows[^1], n = columns[^1];
        long[] batch = product.Length + (left.Length == 1 ? 1 : 0) + (right.Length == 1 ? 1 : 0) > 2 ? product[..^(2 - (left.Length == 1 ? 1 : 0) - (right.Length == 1 ? 1 : 0))] : [];
        long Offset(long[] shape, long place)
        {
            long offset = 0, stride = 1;
            for (int back = 1; back <= batch.Length; back++)
            {
                long position = place % batch[^back];
                place /= batch[^back];
                if (back <= shape.Length - 2 && shape[^(back + 2)] > 1)
                {
                    offset += position * stride;
                }
                stride *= back <= shape.Length - 2 ? shape[^(back + 2)] : 1;
            }
            return offset * shape[^2] * shape[^1];
        }
        List<double> expected = [];
        for (long place = 0; place < batch.Aggregate(1L, (p, q) => p * q); place++)
        {
            (long i0, long j0) = (Offset(rows, place), Offset(columns, place));
            for (long i = 0; i < m; i++)
            {
                for (long j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (long l = 0; l < k; l++)
                    {
                        sum += x[i0 + (i * k) + l] * y[j0 + (l * n) + j];
                    }
                    expected.Add(sum);
                }
            }
        }
        Near.Equal([.. product], expected, MatMul(a, b).Evaluate());
    }

    [Fact]
    public void Products_of_vectors()
    {
        Tensor a = new double[] { 1, 2, 3 }, b = new double[] { 4, 5, 6 };
        Near.Equal([], [32], Dot(a, b).Evaluate());
        Near.Equal([3, 3], [4, 5, 6, 8, 10, 12, 12, 15, 18], Outer(a, b).Evaluate());
        Near.Equal([1, 2], [32, 320], TensorDot((Tensor)new double[,] { { 1, 2, 3 } }, (Tensor)new double[,] { { 4, 5, 6 }, { 40, 50, 60 } }, [-1], [1]).Evaluate());
    }

    [Theory]
    [InlineData("ij,jk->ik", "2,3;3,4")]
    [InlineData("ij,jk", "2,3;3,4")]
    [InlineData("ba", "2,3")]
    [InlineData("ij->j", "2,3")]
    [InlineData("ij->", "2,3")]
    [InlineData("ii->i", "3,3")]
    [InlineData("ii", "3,3")]
    [InlineData("iij->ji", "3,3,2")]
    [InlineData("iii->i", "2,2,2")]
    [InlineData("ijij->ij", "2,3,2,3")]
    [InlineData("bij,bjk->bik", "4,2,3;4,3,2")]
    [InlineData("bhqd,bhkd->bhqk", "2,2,3,4;2,2,5,4")]
    [InlineData("i,j->ij", "2;3")]
    [InlineData("i,i->", "3;3")]
    [InlineData("i,i->i", "3;3")]
    [InlineData("ij,ij->ij", "2,3;2,3")]
    [InlineData("ij,jk,kl->il", "2,3;3,4;4,2")]
    [InlineData("i,i,i->i", "3;3;3")]
    [InlineData("ab,bc,ca->", "2,3;3,4;4,2")]
    [InlineData("ij,k->j", "2,3;4")]
    [InlineData("iij,jk->k", "2,2,3;3,2")]
    [InlineData(" i j , j k -> k i ", "2,3;3,4")]
    [InlineData(",->", ";")]
    [InlineData("", "")]
    public void An_einsum_is_the_sum_over_all_assignments_of_its_letters(string subscripts, string shapes)
    {
        Shape[] sizes = [.. shapes.Split(';').Select(list => Shape.Create([.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)]))];
        ImmutableArray<Expr> operands = [.. sizes.Select((shape, place) => (Expr)Draw.Tensor(shape, place))];
        (Shape shape, double[] expected) = Naive(subscripts, [.. sizes.Select((size, place) => Draw.Tensor(size, place))]);
        Near.Equal(shape, expected, Einsum(subscripts, operands).Evaluate());
    }

    /// <summary>An ellipsis beside the same sum written with letters on operands that were broadcast before.</summary>
    [Theory]
    [InlineData("...ij,...jk->...ik", "5,2,3;5,3,4", "bij,bjk->bik", "5,2,3;5,3,4")]
    [InlineData("...ij,jk", "5,2,3;3,4", "bij,jk->bik", "5,2,3;3,4")]
    [InlineData("...i,...i->...", "5,3;3", "bi,bi->b", "5,3;5,3")]
    [InlineData("...ij,...jk->ik...", "6,1,2,3;5,3,4", "abij,abjk->ikab", "6,5,2,3;6,5,3,4")]
    [InlineData("i...->...i", "3,2,4", "iab->abi", "3,2,4")]
    [InlineData("...", "2,3", "ab->ab", "2,3")]
    [InlineData("...,...->...", "1,3;2,1", "ab,ab->ab", "2,3;2,3")]
    [InlineData("...,...->...", "1,3;1,1", "ab,ab->ab", "1,3;1,3")]
    public void An_ellipsis_stands_for_axes_that_broadcast(string subscripts, string shapes, string letters, string broadcast)
    {
        Shape[] Sizes(string text) => [.. text.Split(';').Select(list => Shape.Create([.. list.Split(',').Select(long.Parse)]))];
        Tensor[] tensors = [.. Sizes(shapes).Select((shape, place) => Draw.Tensor(shape, place))];
        Tensor[] repeated = [.. tensors.Zip(Sizes(broadcast), (tensor, shape) => BroadcastTo(tensor, shape).Evaluate())];
        (Shape result, double[] expected) = Naive(letters, repeated);
        Near.Equal(result, expected, Einsum(subscripts, [.. tensors.Select(tensor => (Expr)tensor)]).Evaluate());
    }

    [Fact]
    public void An_ellipsis_broadcasts_one_against_none()
    {
        Expr x = Input("x", [1, 3]), y = Input("y", [0, 3]);
        Near.Equal([0], [], Einsum("...i,...i->...", x, y).Evaluate(("x", new float[1, 3]), ("y", Tensor.Zeros([0, 3]))));
        Near.Equal([0], [], Einsum("...i,...i->...", y, x).Evaluate(("x", new float[1, 3]), ("y", Tensor.Zeros([0, 3]))));
    }

    [Fact]
    public void Distances_of_pairs_of_rows()
    {
        Tensor a = new double[,] { { 0, 0 }, { 3, 4 } }, b = new double[,] { { 3, 4 }, { -3, -4 }, { 4, -3 } };
        Near.Equal([2, 3], [25, 25, 25, 0, 100, 50], PairwiseSquaredDistance(a, b).Evaluate());
        Near.Equal([2, 3], [0, 0, 0, 1, -1, 0], PairwiseCosineSimilarity(a, b).Evaluate());
    }

    private static (Shape Shape, double[] Elements) Naive(string subscripts, Tensor[] operands)
    {
        string[] sides = subscripts.Replace(" ", "").Split("->");
        string[] terms = sides[0].Split(',');
        string result = sides.Length == 2
            ? sides[1]
            : string.Concat(sides[0].Where(char.IsLetter).GroupBy(c => c).Where(g => g.Count() == 1).Select(g => g.Key).Order());
        char[] letters = [.. terms.SelectMany(term => term).Distinct()];
        Dictionary<char, long> sizes = letters.ToDictionary(letter => letter, letter =>
        {
            int place = Array.FindIndex(terms, term => term.Contains(letter));
            return operands[place].Shape[terms[place].IndexOf(letter)];
        });
        long Place(string term, Dictionary<char, long> at) => term.Aggregate(0L, (place, letter) => (place * sizes[letter]) + at[letter]);
        Shape shape = [.. result.Select(letter => sizes[letter])];
        double[] sums = new double[shape.ElementCount];
        double[][] values = [.. operands.Select(operand => operand.Doubles())];
        for (long assignment = 0; assignment < letters.Aggregate(1L, (count, letter) => count * sizes[letter]); assignment++)
        {
            long rest = assignment;
            Dictionary<char, long> at = [];
            foreach (char letter in letters)
            {
                at[letter] = rest % sizes[letter];
                rest /= sizes[letter];
            }
            sums[Place(result, at)] += terms.Select((term, place) => values[place][Place(term, at)]).Aggregate(1.0, (p, q) => p * q);
        }
        return (shape, sums);
    }
}
