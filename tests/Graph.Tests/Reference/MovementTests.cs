namespace Graph.Tests.Reference;

/// <summary>The movement operators, each against the sentence that says which element stands where, on every sample and on drawn cases.</summary>
public sealed class MovementTests
{
    public static TheoryData<string> Movements =>
        [nameof(Reshape), nameof(Transpose), nameof(Broadcast), nameof(Slice), nameof(Pad), nameof(Concatenate), nameof(Reverse), nameof(Window), nameof(Iota)];

    [Theory]
    [MemberData(nameof(Movements))]
    public void Each_element_stands_where_the_operator_says(string name)
    {
        foreach (OperatorSample sample in OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == name))
        {
            Check(sample.Operator, sample.Arguments);
        }
    }

    [Fact]
    public void Each_element_of_a_drawn_pad_stands_where_it_should()
    {
        Random random = new(3);
        for (int trial = 0; trial < 300; trial++)
        {
            long[] sizes = [random.Next(5), random.Next(1, 5)];
            long[] interior = [random.Next(3), random.Next(3)];
            long[] padded = [.. sizes.Zip(interior, (size, gap) => size + (Math.Max(0, size - 1) * gap))];
            long[] low = [.. padded.Select(size => random.NextInt64(-size, 4))];
            long[] high = [.. padded.Zip(low, (size, before) => random.NextInt64(-(size + before), 4))];
            Pad pad = new(Shape.Create(low), Shape.Create(high), Shape.Create(interior));
            Check(pad, [OperatorSamples.Values(ElementType.I32, Shape.Create(sizes)), Literal.Scalar(99)]);
        }
    }

    [Fact]
    public void Each_element_of_a_drawn_window_stands_where_it_should()
    {
        Random random = new(4);
        for (int trial = 0; trial < 200; trial++)
        {
            Axes axes = random.Next(2) == 0 ? [2, 0] : [1];
            long[] Draw(int limit) => [.. axes.Select(_ => random.NextInt64(1, limit))];
            Window window = new(axes, Shape.Create(Draw(4)), Shape.Create(Draw(4)), Shape.Create(Draw(3)));
            Check(window, [OperatorSamples.Values(ElementType.U8, [random.Next(8), 5, random.Next(1, 8)])]);
        }
    }

    [Fact]
    public void Steps_up_to_the_longest_leave_the_first_element()
    {
        Literal x = OperatorSamples.Values(ElementType.F32, [8]);
        Check(new Slice([1], [8], [long.MaxValue]), [x]);
        Check(new Window([0], [1], [long.MaxValue], [long.MaxValue]), [x]);
        Check(new Window([0], [3], [1], [long.MaxValue]), [x]);
        Check(new Window([0], [2], [1], [long.MaxValue - 2]), [x]);
        Check(new Window([0], [2], [1], [7]), [x]);
    }

    /// <summary>A signalling NaN would lose its payload if it went through the floating-point unit.</summary>
    [Fact]
    public void Movement_keeps_bits()
    {
        Literal bits = Literal.Create<uint>([2, 2], [0x7FA12345, 0x80000000, 0xFFC00001, 0x00000001]);
        Literal x = Numbers.Run(new Bitcast(ElementType.F32), bits);
        Literal there = Numbers.Run(new Reverse([0, 1]), Numbers.Run(new Transpose([1, 0]), x));
        Assert.Equal([0x00000001u, 0x80000000, 0xFFC00001, 0x7FA12345], Numbers.Run(new Bitcast(ElementType.U32), there).ToArray<uint>());
    }

    [Fact]
    public void A_u8_counter_wraps() =>
        Assert.Equal([255, 0, 1], Numbers.Run(new Iota(new TensorType(ElementType.U8, [258]), 0)).ToArray<byte>()[255..]);

    private static void Check(Op op, ImmutableArray<Literal> operands)
    {
        Literal result = Numbers.Run(op, operands);
        foreach (long[] index in Numbers.Indices(result.Shape))
        {
            double expected = Expected(op, operands, result.Shape, index);
            double actual = result.ToDouble(Numbers.Place(result.Shape, index));
            Assert.True(expected == actual, $"{op} of {string.Join(", ", operands.Select(o => o.Type))} at [{string.Join(',', index)}]: {actual}, not {expected}");
        }
    }

    private static double Expected(Op op, ImmutableArray<Literal> operands, Shape result, long[] y)
    {
        long[] FromX(Func<int, long> axis) => [.. Enumerable.Range(0, operands[0].Shape.Rank).Select(axis)];
        double X(Func<int, long> axis) => operands[0].ToDouble(Numbers.Place(operands[0].Shape, FromX(axis)));
        return op switch
        {
            Iota(_, var axis) => y[axis],
            Reshape => operands[0].ToDouble(Numbers.Place(result, y)),
            Transpose(var permutation) => X(axis => y[permutation.IndexOf(axis)]),
            Broadcast(_, var axes) => X(axis => y[axes[axis]]),
            Slice(var start, _, var stride) => X(axis => start[axis] + (y[axis] * stride[axis])),
            Reverse(var axes) => X(axis => axes.Contains(axis) ? result[axis] - 1 - y[axis] : y[axis]),
            Window(var axes, _, var stride, var dilation) => X(axis => axes.IndexOf(axis) is var place and >= 0
                ? (y[axis] * stride[place]) + (y[operands[0].Shape.Rank + place] * dilation[place])
                : y[axis]),
            Concatenate(var axis) => Concatenated(operands, axis, y),
            Pad pad => Padded(pad, operands, y),
            _ => throw new ArgumentOutOfRangeException(nameof(op)),
        };
    }

    private static double Concatenated(ImmutableArray<Literal> operands, int axis, long[] y)
    {
        long[] index = [.. y];
        foreach (Literal operand in operands)
        {
            if (index[axis] < operand.Shape[axis])
            {
                return operand.ToDouble(Numbers.Place(operand.Shape, index));
            }
            index[axis] -= operand.Shape[axis];
        }
        throw new ArgumentOutOfRangeException(nameof(y));
    }

    private static double Padded(Pad pad, ImmutableArray<Literal> operands, long[] y)
    {
        long[] index = new long[y.Length];
        for (int axis = 0; axis < y.Length; axis++)
        {
            long behindLow = y[axis] - pad.Low[axis];
            index[axis] = behindLow / (pad.Interior[axis] + 1);
            if (behindLow < 0 || behindLow % (pad.Interior[axis] + 1) != 0 || index[axis] >= operands[0].Shape[axis])
            {
                return operands[1].ToDouble(0);
            }
        }
        return operands[0].ToDouble(Numbers.Place(operands[0].Shape, index));
    }
}
