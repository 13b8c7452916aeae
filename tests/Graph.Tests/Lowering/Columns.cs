using Graph.Reference;

namespace Graph.Tests.Lowering;

/// <summary>Literals of rank 1 as the columns that the simulators compute with.</summary>
internal static class Columns
{
    /// <summary>The elements at some places of a literal; the fill where a place is negative.</summary>
    public static Literal Pick(Literal source, IReadOnlyList<long> places, Literal? fill = null)
    {
        Literal column = New(source.Element, places.Count);
        for (int row = 0; row < places.Count; row++)
        {
            (Literal from, long place) = places[row] < 0 ? (fill!, 0) : (source, places[row]);
            Move(from, place, column, row);
        }
        return column;
    }

    /// <summary>A column without values yet.</summary>
    public static Literal New(ElementType element, long count) => new(new TensorType(element, [count]), Buffer.Allocate((nint)(count * element.ByteSize)));

    /// <summary>Copies one element.</summary>
    public static void Move(Literal source, long from, Literal target, long to)
    {
        switch (source.Element.ByteSize)
        {
            case 1:
                target.Buffer.Write(to, source.Buffer.Read<byte>(from));
                break;
            case 4:
                target.Buffer.Write(to, source.Buffer.Read<uint>(from));
                break;
            case 8:
                target.Buffer.Write(to, source.Buffer.Read<ulong>(from));
                break;
            default:
                throw new NotSupportedException($"{source.Element} has no such size");
        }
    }

    /// <summary>One operator on columns, by the reference interpreter.</summary>
    public static Literal Apply(Op op, params ImmutableArray<Literal> operands)
    {
        ImmutableArray<Expr> leaves = [.. operands.Select((operand, place) => Primitives.Leaf($"x{place}", operand.Type))];
        return Interpreter.Evaluate(Computation.Create("column", leaves, [Expr.Create(op, leaves)]), operands)[0];
    }

    /// <summary>Fails unless both are the same: integers exactly, floats up to the rounding of sums.</summary>
    public static void AssertClose(Literal expected, Literal actual, string context)
    {
        Assert.Equal(expected.Type, actual.Type);
        double tolerance = expected.Element switch
        {
            ElementType.F32 => 2e-5,
            ElementType.F64 => 1e-12,
            ElementType.I32 or ElementType.I64 or ElementType.U32 or ElementType.U8 or ElementType.Bool => 0,
        };
        for (long place = 0; place < expected.Type.ElementCount; place++)
        {
            (double wanted, double got) = (expected.ToDouble(place), actual.ToDouble(place));
            bool isClose = wanted.Equals(got) || Math.Abs(wanted - got) <= tolerance * Math.Max(1, Math.Abs(wanted));
            Assert.True(isClose, $"element {place} should be {wanted:R}, is {got:R}\n{context}");
        }
    }
}
