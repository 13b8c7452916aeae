using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>Constants in IL.</summary>
internal static class Literals
{
    /// <summary>Pushes a constant as the scalar lane has it.</summary>
    /// <param name="il">Where the code goes.</param>
    /// <param name="value">Of rank 0.</param>
    public static void Push(ILGenerator il, Literal value)
    {
        switch (value.Element)
        {
            case ElementType.F32 when float.IsNaN(value.At<float>(0)):
                // Its payload would not survive the compiler's own arithmetic.
                il.Emit(OpCodes.Ldc_I4, value.Buffer.Read<int>(0));
                il.Emit(OpCodes.Call, Intrinsics.Float32.Method);
                break;
            case ElementType.F32:
                il.Emit(OpCodes.Ldc_R4, value.At<float>(0));
                break;
            case ElementType.F64:
                il.Emit(OpCodes.Ldc_R8, value.At<double>(0));
                break;
            case ElementType.I32:
                il.Emit(OpCodes.Ldc_I4, value.At<int>(0));
                break;
            case ElementType.I64:
                il.Emit(OpCodes.Ldc_I8, value.At<long>(0));
                break;
            case ElementType.U32:
                il.Emit(OpCodes.Ldc_I4, unchecked((int)value.At<uint>(0)));
                break;
            case ElementType.U8:
                il.Emit(OpCodes.Ldc_I4, (int)value.At<byte>(0));
                break;
            case ElementType.Bool:
                il.Emit(value.At<bool>(0) ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
                break;
        }
    }
}
