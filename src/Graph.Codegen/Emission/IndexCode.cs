using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Writes the values of index maps, as int64 or, where everything fits, as int32.</summary>
/// <param name="il">Where the code goes.</param>
/// <param name="pushAxis">Pushes the value of an axis.</param>
/// <param name="isNarrow">Whether indices are int32: no value of any map, nor any part of one, may leave it then.</param>
internal sealed class IndexCode(ILGenerator il, Action<LoopAxis> pushAxis, bool isNarrow = false)
{
    /// <summary>Pushes a number.</summary>
    public void Push(long number)
    {
        if (isNarrow)
        {
            il.Emit(OpCodes.Ldc_I4, checked((int)number));
        }
        else
        {
            il.Emit(OpCodes.Ldc_I8, number);
        }
    }

    /// <summary>Pushes the value of a map.</summary>
    public void Push(IndexMap map)
    {
        if (map.Constant != 0 || map.Terms.IsEmpty)
        {
            Push(map.Constant);
        }
        bool isFirst = map.Constant == 0;
        foreach ((IndexAtom atom, long coefficient) in map.Terms)
        {
            Push(atom);
            if (coefficient != 1)
            {
                Push(coefficient);
                il.Emit(OpCodes.Mul);
            }
            if (!isFirst)
            {
                il.Emit(OpCodes.Add);
            }
            isFirst = false;
        }
    }

    /// <summary>Pushes the value of an atom.</summary>
    public void Push(IndexAtom atom)
    {
        switch (atom)
        {
            case AxisAtom(var axis):
                pushAxis(axis);
                break;
            case QuotientAtom(var dividend, var divisor):
                long turns = PushShifted(dividend, divisor);
                Push(divisor);
                il.Emit(OpCodes.Div_Un);
                if (turns != 0)
                {
                    Push(turns);
                    il.Emit(OpCodes.Sub);
                }
                break;
            case RemainderAtom(var dividend, var divisor):
                PushShifted(dividend, divisor);
                Push(divisor);
                il.Emit(OpCodes.Rem_Un);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{atom} is of no known kind");
        }
    }

    /// <summary>Branches where a condition does not hold.</summary>
    public void BranchUnless(IEnumerable<Bound> conditions, Label none)
    {
        // Below zero is far above any limit, unsigned.
        foreach ((IndexMap map, long limit) in conditions)
        {
            Push(map);
            Push(isNarrow ? Math.Min(limit, int.MaxValue) : limit);
            il.Emit(OpCodes.Bge_Un, none);
        }
    }

    /// <summary>Pushes map + turns · divisor, which is not negative, so that unsigned division rounds down.</summary>
    private long PushShifted(IndexMap map, long divisor)
    {
        long turns = map.Minimum >= 0 ? 0 : ((-map.Minimum) + divisor - 1) / divisor;
        Push(map + (turns * divisor));
        return turns;
    }
}
