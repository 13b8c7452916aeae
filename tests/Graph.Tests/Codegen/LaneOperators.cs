using System.Globalization;
using Graph.Codegen;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>Every operator that lanes compute, on every type it admits, against the interpreter, bit for bit.</summary>
internal static class LaneOperators
{
    /// <summary>What functions expand to plain instructions; no lane has them.</summary>
    public static bool IsElementary(Op op) =>
        op is Binary(BinaryKind.Power)
            or Unary(UnaryKind.Exponential or UnaryKind.Exponential2 or UnaryKind.ExponentialMinusOne or UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus
                or UnaryKind.Sine or UnaryKind.Cosine or UnaryKind.Arctangent or UnaryKind.HyperbolicSine or UnaryKind.HyperbolicCosine or UnaryKind.HyperbolicTangent
                or UnaryKind.ErrorFunction or UnaryKind.Logistic);

    /// <summary>All elementwise operators of the representation.</summary>
    public static ImmutableArray<Op> All { get; } =
    [
        .. Enum.GetValues<UnaryKind>().Select(kind => (Op)new Unary(kind)), .. Enum.GetValues<BinaryKind>().Select(kind => new Binary(kind)),
        .. Enum.GetValues<CompareKind>().Select(kind => new Compare(kind)), new Select(), .. ElementTypes.All.Select(to => new Cast(to)),
        .. ElementTypes.All.Where(to => to.IsNumeric).Select(to => new Bitcast(to)),
    ];

    /// <summary>What a lane gets wrong of an operator: a sentence for each type of operands, at most.</summary>
    public static IEnumerable<string> Mistakes(LaneWidth width, Op op)
    {
        foreach (ImmutableArray<ElementType> elements in Signatures(op))
        {
            ImmutableArray<Literal> columns = LaneSamples.Columns(elements);
            if (Mistake(width, op, columns) is { } mistake)
            {
                yield return mistake;
            }
            foreach (Literal constant in ConstantsFor(op, elements[^1]))
            {
                if (Mistake(width, op, [.. columns.SkipLast(1), constant]) is { } other)
                {
                    yield return $"{other} (a constant)";
                }
            }
        }
    }

    /// <summary>The types of operands that an operator admits.</summary>
    public static IEnumerable<ImmutableArray<ElementType>> Signatures(Op op)
    {
        foreach (ElementType element in ElementTypes.All)
        {
            ImmutableArray<ElementType> elements = op switch
            {
                Select => [ElementType.Bool, element, element],
                Binary or Compare => [element, element],
                _ => [element],
            };
            if (ResultOf(op, elements) is not null)
            {
                yield return elements;
            }
        }
    }

    /// <summary>The type that an operator gives, or null if it does not admit these operands.</summary>
    public static ElementType? ResultOf(Op op, ImmutableArray<ElementType> elements)
    {
        try
        {
            return ((TensorType)op.InferType([.. elements.Select(element => Primitives.Leaf("x", new TensorType(element, [])))])).Element;
        }
        catch (ElementTypeException)
        {
            return null;
        }
    }

    // Some operators are written otherwise where their last operand is a constant.
    private static IEnumerable<Literal> ConstantsFor(Op op, ElementType element)
    {
        if (op is Unary or Cast or Bitcast or Select)
        {
            return [];
        }
        Literal special = LaneSamples.Special(element);
        return Enumerable.Range(0, (int)special.Type.ElementCount)
            .Where(place => op is Binary(BinaryKind.ShiftLeft or BinaryKind.ShiftRight or BinaryKind.Larger or BinaryKind.Smaller) || place == 3)
            .Select(place => Columns.Pick(special, [place]).WithShape(Shape.Scalar));
    }

    private static string? Mistake(LaneWidth width, Op op, ImmutableArray<Literal> operands)
    {
        ElementType element = ResultOf(op, [.. operands.Select(operand => operand.Element)])!.Value;
        long count = operands.Max(operand => operand.Type.ElementCount);
        ImmutableArray<Literal> columns = [.. operands.Select(operand => operand.Type.Rank == 0 ? Columns.Pick(operand, new long[count]) : operand)];
        Literal expected = Columns.Apply(op, columns);
        (Literal actual, Literal seen) = LaneMethod.Apply(width, op, element, operands);
        Literal shouldBeSeen = LaneMethod.Seen(expected);
        for (long place = 0; place < count; place++)
        {
            if (!AreSame(expected, actual, place) || !AreSame(shouldBeSeen, seen, place))
            {
                string inputs = string.Join(", ", columns.Select(column => Text(column, place)));
                return $"{width}: {op.Name} to {element.Mnemonic} of ({inputs}) at {place} should be {Text(expected, place)}, is {Text(actual, place)}, seen as {Text(seen, place)}";
            }
        }
        return null;
    }

    /// <summary>Whether two columns have the same bits at a place, or both NaN.</summary>
    public static bool AreSame(Literal a, Literal b, long place) => a.Element.ByteSize switch
    {
        1 => a.Buffer.Read<byte>(place) == b.Buffer.Read<byte>(place),
        4 => a.Buffer.Read<uint>(place) == b.Buffer.Read<uint>(place) || (a.Element.IsFloat && double.IsNaN(a.ToDouble(place)) && double.IsNaN(b.ToDouble(place))),
        _ => a.Buffer.Read<ulong>(place) == b.Buffer.Read<ulong>(place) || (a.Element.IsFloat && double.IsNaN(a.ToDouble(place)) && double.IsNaN(b.ToDouble(place))),
    };

    private static string Text(Literal column, long place) => column.Element switch
    {
        ElementType.I64 => column.At<long>(place).ToString(CultureInfo.InvariantCulture),
        ElementType.Bool => column.Buffer.Read<byte>(place).ToString(CultureInfo.InvariantCulture),
        _ => column.ToDouble(place).ToString("R", CultureInfo.InvariantCulture),
    } + " : " + column.Element.Mnemonic;
}
