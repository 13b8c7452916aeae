using System.Reflection;
using System.Reflection.Emit;
using Graph.Codegen;

namespace Graph.Ilgpu;

/// <summary>One point of a thread of a device: the scalar lane, but for what ILGPU says otherwise.</summary>
internal sealed class DeviceLane(ILGenerator il) : ScalarLane(il)
{
    // BitConverter's are among the functions that ILGPU knows.
    private static readonly Delegate float32 = (Func<int, float>)BitConverter.Int32BitsToSingle;
    private static readonly Delegate float64 = (Func<long, double>)BitConverter.Int64BitsToDouble;

    /// <inheritdoc/>
    public override LaneValue MultiplyAdd(LaneValue a, LaneValue b, LaneValue c)
    {
        ScalarTerm x = Term(a);
        return ValueOf(a.Element, Call(nameof(DeviceFunctions.MultiplyAdd), x.Type, x, Term(b), Term(c)));
    }

    /// <inheritdoc/>
    public override void Accumulate(LaneValue total, LaneValue a, LaneValue b) => Assign(total, MultiplyAdd(a, b, total));

    // ILGPU makes of a branch a choice between two results, of which both are computed, and a processor traps on these divisors.
    /// <inheritdoc/>
    protected override ScalarTerm Divisor(ScalarTerm b)
    {
        ScalarTerm divisor = b.Compare(CompareKind.EqualTo, b.Number(0)).Choose(b.Number(1), b);
        return b.Type == typeof(uint) ? divisor : b.Compare(CompareKind.EqualTo, b.Number(-1)).Choose(b.Number(1), divisor);
    }

    /// <inheritdoc/>
    protected override ScalarTerm Quotient(ScalarTerm a, ScalarTerm b) =>
        Call(a.Type == typeof(uint) ? nameof(DeviceFunctions.UnsignedQuotient) : nameof(DeviceFunctions.Quotient), a.Type, a, b);

    /// <inheritdoc/>
    protected override ScalarTerm RoundToEven(ScalarTerm x) => Call(nameof(DeviceFunctions.RoundToEven), x.Type, x);

    /// <inheritdoc/>
    protected override ScalarTerm Float(ScalarTerm bits) => bits.Through(bits.Type == typeof(int) ? float32 : float64);

    /// <inheritdoc/>
    protected override ScalarTerm Compare(CompareKind kind, ScalarTerm a, ScalarTerm b)
    {
        if (a.Type != typeof(float) && a.Type != typeof(double))
        {
            return base.Compare(kind, a, b);
        }
        return kind switch
        {
            CompareKind.EqualTo => Call(nameof(DeviceFunctions.IsEqual), typeof(int), a, b),
            CompareKind.NotEqualTo => Call(nameof(DeviceFunctions.IsEqual), typeof(int), a, b).Not(),
            CompareKind.LessThan => Call(nameof(DeviceFunctions.IsLess), typeof(int), a, b),
            CompareKind.LessOrEqualTo => Call(nameof(DeviceFunctions.IsAtMost), typeof(int), a, b),
            CompareKind.GreaterThan => Call(nameof(DeviceFunctions.IsLess), typeof(int), b, a),
            CompareKind.GreaterOrEqualTo => Call(nameof(DeviceFunctions.IsAtMost), typeof(int), b, a),
        };
    }

    /// <inheritdoc/>
    protected override ScalarTerm Truncate(Type to, ScalarTerm x)
    {
        // Out of range the instructions of devices differ, and C leaves it open.
        (double end, double least) = to == typeof(int) ? (2147483648.0, -2147483648.0)
            : to == typeof(uint) ? (4294967296.0, 0.0)
            : (9223372036854775808.0, -9223372036854775808.0);
        ScalarTerm kept = x.Kept();
        ScalarTerm whole = base.Truncate(to, kept);
        ScalarTerm saturated = Compare(CompareKind.LessThan, kept, Limit(kept, least)).Choose(whole.Number(Least(to)), whole.Number(0));
        ScalarTerm isInside = Compare(CompareKind.GreaterOrEqualTo, kept, Limit(kept, least));
        ScalarTerm isBeyond = Compare(CompareKind.GreaterOrEqualTo, kept, Limit(kept, end));
        return isBeyond.Choose(whole.Number(Most(to)), isInside.Choose(whole, saturated));
    }

    private static long Least(Type to) => to == typeof(int) ? int.MinValue : to == typeof(uint) ? 0 : long.MinValue;

    private static long Most(Type to) => to == typeof(int) ? int.MaxValue : to == typeof(uint) ? uint.MaxValue : long.MaxValue;

    private ScalarTerm Limit(ScalarTerm like, double value) => new(IL, like.Type, () =>
    {
        if (like.Type == typeof(float))
        {
            IL.Emit(OpCodes.Ldc_R4, (float)value);
        }
        else
        {
            IL.Emit(OpCodes.Ldc_R8, value);
        }
    });

    private ScalarTerm Call(string function, Type result, params ImmutableArray<ScalarTerm> arguments)
    {
        MethodInfo method = typeof(DeviceFunctions).GetMethod(function, [.. arguments.Select(argument => argument.Type)])!;
        return new ScalarTerm(IL, result, () =>
        {
            foreach (ScalarTerm argument in arguments)
            {
                argument.Push();
            }
            IL.Emit(OpCodes.Call, method);
        });
    }
}
