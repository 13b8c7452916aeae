using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>Conversions.</content>
internal partial class ScalarLane
{
    /// <summary>A float as an integer: cut towards 0, saturated, NaN as 0.</summary>
    /// <param name="to">int, uint or long.</param>
    /// <param name="x">The float.</param>
    protected virtual ScalarTerm Truncate(Type to, ScalarTerm x) =>
        x.Through(to, to == typeof(int) ? OpCodes.Conv_I4 : to == typeof(uint) ? OpCodes.Conv_U4 : OpCodes.Conv_I8);

    /// <summary>From one type to another; what becomes a float is rounded once.</summary>
    private ScalarTerm Convert(ElementType from, ElementType to, ScalarTerm x) => to switch
    {
        ElementType.F32 => ToFloat(from, x).Through(typeof(float), OpCodes.Conv_R4),
        ElementType.F64 => ToFloat(from, x).Through(typeof(double), OpCodes.Conv_R8),
        ElementType.I32 => ToInt32(from, x),
        ElementType.I64 => from.IsFloat ? Truncate(typeof(long), x)
            : from.IsSigned ? x.Through(typeof(long), OpCodes.Conv_I8)
            : x.Through(typeof(long), OpCodes.Conv_U8),
        ElementType.U32 => from.IsFloat ? Truncate(typeof(uint), x)
            : from == ElementType.I64 ? x.Through(typeof(uint), OpCodes.Conv_U4)
            : x.As(typeof(uint)),
        ElementType.U8 => from.IsFloat ? Clamp(ToInt32(from, x).Kept(), 0, 255) : ToInt32(from, x) & ToInt32(from, x).Number(255),
        ElementType.Bool => Compare(CompareKind.NotEqualTo, x, x.Number(0)),
    };

    // Unsigned integers have an opcode of their own, which gives a float of no particular size.
    private static ScalarTerm ToFloat(ElementType from, ScalarTerm x) =>
        from == ElementType.U32 ? x.Through(typeof(double), OpCodes.Conv_R_Un) : x;

    private ScalarTerm ToInt32(ElementType from, ScalarTerm x) => from.IsFloat ? Truncate(typeof(int), x)
        : from == ElementType.I64 ? x.Through(typeof(int), OpCodes.Conv_I4)
        : x.As(typeof(int));

    private static ScalarTerm Clamp(ScalarTerm x, long least, long most) =>
        x.Compare(CompareKind.LessThan, x.Number(least)).Choose(
            x.Number(least),
            x.Compare(CompareKind.GreaterThan, x.Number(most)).Choose(x.Number(most), x));

    /// <summary>The same bits as another type of the same size.</summary>
    private ScalarTerm Reinterpret(ElementType to, ScalarTerm x) => to switch
    {
        ElementType.F32 => Float(x.As(typeof(int))),
        ElementType.F64 => Float(x),
        ElementType.I32 or ElementType.U32 => (x.Type == typeof(float) ? Bits(x) : x).As(TypeOf(to)),
        ElementType.I64 => Bits(x),
        ElementType.U8 or ElementType.Bool => throw new NotSupportedException($"no lane reads bits as {to.Mnemonic}"),
    };
}
