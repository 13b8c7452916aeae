using Graph.Codegen;

namespace Graph.Tests.Codegen;

/// <summary>The operators of every lane mean what the interpreter says.</summary>
public class LaneOperatorTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            {
                foreach (Op op in LaneOperators.All)
                {
                    cases.Add(width.ToString(), op.ToString());
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of(string width, string name)
    {
        Op op = LaneOperators.All.Single(op => op.ToString() == name);
        LaneWidth lane = Enum.Parse<LaneWidth>(width);
        if (LaneOperators.IsElementary(op))
        {
            NotSupportedException refusal = Assert.Throws<NotSupportedException>(() => LaneOperators.Mistakes(lane, op).ToList());
            Assert.Contains(op.Name, refusal.Message, StringComparison.Ordinal);
            return;
        }
        Assert.Equal([], LaneOperators.Mistakes(lane, op));
    }

    /// <summary>Two shifts that are joined may be a rotation, or something else that looks like one.</summary>
    [Theory]
    [InlineData(BinaryKind.ShiftLeft, 0, 13, BinaryKind.ShiftRight, 0, 19)]
    [InlineData(BinaryKind.ShiftRight, 0, 31, BinaryKind.ShiftLeft, 0, 1)]
    [InlineData(BinaryKind.ShiftLeft, 0, 13, BinaryKind.ShiftRight, 0, 18)]
    [InlineData(BinaryKind.ShiftLeft, 0, 13, BinaryKind.ShiftRight, 1, 19)]
    [InlineData(BinaryKind.ShiftLeft, 0, 13, BinaryKind.ShiftLeft, 0, 19)]
    [InlineData(BinaryKind.ShiftLeft, 0, 32, BinaryKind.ShiftRight, 0, 0)]
    public void Shifts_that_are_joined(BinaryKind first, int firstOf, int firstBits, BinaryKind second, int secondOf, int secondBits)
    {
        ImmutableArray<Literal> columns = LaneSamples.Columns(ElementType.U32, ElementType.U32);
        (uint[] a, uint[] b) = (columns[0].ToArray<uint>(), columns[1].ToArray<uint>());
        uint[] expected = [.. Enumerable.Range(0, a.Length).Select(row => Shifted(first, (firstOf == 0 ? a : b)[row], firstBits) | Shifted(second, (secondOf == 0 ? a : b)[row], secondBits))];
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
        {
            Literal result = Lowering.Columns.New(ElementType.U32, a.Length);
            LaneMethod.Method method = LaneMethod.Compile(width, (lane, address) =>
            {
                LaneValue[] values = [lane.Load(address(0, ElementType.U32), ElementType.U32, null), lane.Load(address(1, ElementType.U32), ElementType.U32, null)];
                LaneValue Shift(BinaryKind kind, int of, int bits) =>
                    lane.Apply(new Binary(kind), ElementType.U32, [values[of], lane.Constant(Literal.Scalar((uint)bits))]);
                lane.Store(address(2, ElementType.U32), lane.Apply(new Binary(BinaryKind.BitwiseOr), ElementType.U32, [Shift(first, firstOf, firstBits), Shift(second, secondOf, secondBits)]), null);
            });
            LaneMethod.Run(method, 0, a.Length, columns[0].Buffer, columns[1].Buffer, result.Buffer);
            Assert.Equal(expected, result.ToArray<uint>());
        }
    }

    private static uint Shifted(BinaryKind kind, uint value, int bits) => bits == 32 ? 0 : kind == BinaryKind.ShiftLeft ? value << bits : value >> bits;
}
