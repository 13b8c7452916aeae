using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>
/// One point at a time. No operator is a call, and none traps. What accelerators have other instructions for, their lane overrides.
/// </summary>
internal partial class ScalarLane(ILGenerator il) : Lane(il)
{
    /// <inheritdoc/>
    public override int Count => 1;

    /// <summary>The type of the local of an element.</summary>
    public static Type TypeOf(ElementType element) => element switch
    {
        ElementType.F32 => typeof(float),
        ElementType.F64 => typeof(double),
        ElementType.I32 or ElementType.U8 or ElementType.Bool => typeof(int),
        ElementType.I64 => typeof(long),
        ElementType.U32 => typeof(uint),
    };

    /// <summary>A value of a term: the local that it is kept in.</summary>
    public static LaneValue ValueOf(ElementType element, ScalarTerm term) => new(element, [term.Store()]);

    /// <inheritdoc/>
    public override void Push(LaneValue value, int part = 0)
    {
        if (value.Constant is { } constant)
        {
            Literals.Push(IL, constant);
        }
        else
        {
            IL.Emit(OpCodes.Ldloc, value.Parts[part]);
        }
    }

    /// <inheritdoc/>
    public override LaneValue Splat(LaneValue scalar) => scalar;

    /// <inheritdoc/>
    public override LaneValue CountFrom(Action start, long stride, ElementType element)
    {
        ScalarTerm first = new(IL, typeof(long), start);
        return ValueOf(element, element switch
        {
            ElementType.I64 => first,
            ElementType.I32 => first.Through(typeof(int), OpCodes.Conv_I4),
            ElementType.F32 or ElementType.F64 or ElementType.U32 or ElementType.U8 or ElementType.Bool =>
                throw new NotSupportedException($"an index is no {element.Mnemonic}"),
        });
    }

    /// <inheritdoc/>
    public override LaneValue MultiplyAdd(LaneValue a, LaneValue b, LaneValue c)
    {
        Push(a);
        Push(b);
        Push(c);
        IL.Emit(OpCodes.Call, a.Element == ElementType.F32 ? Intrinsics.MultiplyAdd32 : Intrinsics.MultiplyAdd64);
        LaneValue result = Declare(a.Element);
        IL.Emit(OpCodes.Stloc, result.Parts[0]);
        return result;
    }

    /// <inheritdoc/>
    public override void Accumulate(LaneValue total, LaneValue a, LaneValue b)
    {
        Push(a);
        Push(b);
        Push(total);
        IL.Emit(OpCodes.Call, a.Element == ElementType.F32 ? Intrinsics.MultiplyAdd32 : Intrinsics.MultiplyAdd64);
        IL.Emit(OpCodes.Stloc, total.Parts[0]);
    }

    /// <inheritdoc/>
    public override LaneValue Broadcast(Action address, ElementType element) => Load(address, element, null);

    /// <inheritdoc/>
    public override bool CanMask(ElementType element) => false;

    /// <inheritdoc/>
    public override LaneValue FirstPoints(int count) => Constant(Literal.Scalar(count > 0));

    /// <inheritdoc/>
    public override LaneValue Load(Action address, ElementType element, LaneValue? mask)
    {
        RefuseMask(mask);
        return ValueOf(element, new ScalarTerm(IL, TypeOf(element), () => PushFrom(address, element)));
    }

    /// <summary>Pushes an element of memory.</summary>
    public void PushFrom(Action address, ElementType element)
    {
        address();
        IL.Emit(element switch
        {
            ElementType.F32 => OpCodes.Ldind_R4,
            ElementType.F64 => OpCodes.Ldind_R8,
            ElementType.I32 => OpCodes.Ldind_I4,
            ElementType.I64 => OpCodes.Ldind_I8,
            ElementType.U32 => OpCodes.Ldind_U4,
            ElementType.U8 or ElementType.Bool => OpCodes.Ldind_U1,
        });
    }

    /// <inheritdoc/>
    public override void Store(Action address, LaneValue value, LaneValue? mask, bool isStreaming = false)
    {
        RefuseMask(mask);
        address();
        Push(value);
        IL.Emit(value.Element switch
        {
            ElementType.F32 => OpCodes.Stind_R4,
            ElementType.F64 => OpCodes.Stind_R8,
            ElementType.I32 or ElementType.U32 => OpCodes.Stind_I4,
            ElementType.I64 => OpCodes.Stind_I8,
            ElementType.U8 or ElementType.Bool => OpCodes.Stind_I1,
        });
    }

    /// <inheritdoc/>
    public override LaneValue Fold(ReduceKind kind, LaneValue value) => value;

    /// <inheritdoc/>
    public override LaneValue Declare(ElementType element) => new(element, [IL.DeclareLocal(TypeOf(element))]);

    private static void RefuseMask(LaneValue? mask)
    {
        if (mask is not null)
        {
            throw new NotSupportedException("the scalar lane has no masks");
        }
    }

    /// <summary>A value as a term.</summary>
    protected ScalarTerm Term(LaneValue value) => new(IL, TypeOf(value.Element), () => Push(value));
}
