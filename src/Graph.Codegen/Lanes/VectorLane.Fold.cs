using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>One value from all points.</content>
internal sealed partial class VectorLane
{
    /// <inheritdoc/>
    public override LaneValue Fold(ReduceKind kind, LaneValue value)
    {
        ElementType element = value.Element;
        BinaryKind combination = CombinationOf(kind, element);
        VectorTerm Combined(VectorTerm a, VectorTerm b) => Wrap(element, Apply(combination, element, a, b)).Kept();

        VectorTerm rest = PartsOf(element) == 2 ? Combined(Part(value, 0), Part(value, 1)) : Part(value, 0);
        while (rest.Code.Methods.Bits > 128)
        {
            VectorCode half = new(IL, rest.Code.Methods.Bits / 2);
            rest = Combined(rest.Call(half, "GetLower", rest.Element), rest.Call(half, "GetUpper", rest.Element));
        }
        for (int count = PartsOf(element) == 2 ? 1 : 2; count > 0; count /= 2)
        {
            rest = Combined(rest, Moved(rest, count));
        }
        return First(element, rest);
    }

    /// <summary>A vector whose first elements are those of another from some place on.</summary>
    private static VectorTerm Moved(VectorTerm x, int places)
    {
        Type index = x.Element == typeof(double) || x.Element == typeof(long) ? typeof(long) : typeof(int);
        return x.As(index).Call("Shuffle", x.Code.Sequence(index, places, 1)).As(x.Element);
    }

    /// <summary>The first element, as the scalar lane has it.</summary>
    private static LaneValue First(ElementType element, VectorTerm x)
    {
        ScalarTerm first = new(x.Code.IL, ScalarLane.TypeOf(element), () =>
        {
            x.Push();
            x.Code.IL.Emit(OpCodes.Call, x.Code.Methods["ToScalar", 1, x.Element]);
        });
        return ScalarLane.ValueOf(element, element == ElementType.Bool ? -first : first);
    }
}
