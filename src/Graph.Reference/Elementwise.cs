using System.Numerics;

namespace Graph.Reference;

/// <summary>Operators that act on each element alone; what they do to it stands in <see cref="ScalarFunctions"/>.</summary>
internal static class Elementwise
{
    public static Literal Unary(UnaryKind kind, TensorType type, Literal x) => type.Element switch
    {
        ElementType.F32 => MapWide(type, x, ScalarFunctions.Real(kind)),
        ElementType.F64 => Map(type, x, ScalarFunctions.Real(kind)),
        ElementType.I32 => Map(type, x, ScalarFunctions.Integer<int>(kind)),
        ElementType.I64 => Map(type, x, ScalarFunctions.Integer<long>(kind)),
        ElementType.U32 => Map(type, x, ScalarFunctions.Integer<uint>(kind)),
        ElementType.U8 => Map(type, x, ScalarFunctions.Integer<byte>(kind)),
        ElementType.Bool => Map(type, x, ScalarFunctions.Truth(kind)),
    };

    public static Literal Binary(BinaryKind kind, TensorType type, Literal a, Literal b) => type.Element switch
    {
        ElementType.F32 => Map(type, a, b, ScalarFunctions.Real<float>(kind)),
        ElementType.F64 => Map(type, a, b, ScalarFunctions.Real<double>(kind)),
        ElementType.I32 => Map(type, a, b, ScalarFunctions.Integer<int>(kind)),
        ElementType.I64 => Map(type, a, b, ScalarFunctions.Integer<long>(kind)),
        ElementType.U32 => Map(type, a, b, ScalarFunctions.Integer<uint>(kind)),
        ElementType.U8 => Map(type, a, b, ScalarFunctions.Integer<byte>(kind)),
        ElementType.Bool => Map(type, a, b, ScalarFunctions.Truth(kind)),
    };

    public static Literal Compare(CompareKind kind, TensorType type, Literal a, Literal b) => a.Element switch
    {
        ElementType.F32 => Map(type, a, b, ScalarFunctions.Order<float>(kind)),
        ElementType.F64 => Map(type, a, b, ScalarFunctions.Order<double>(kind)),
        ElementType.I32 => Map(type, a, b, ScalarFunctions.Order<int>(kind)),
        ElementType.I64 => Map(type, a, b, ScalarFunctions.Order<long>(kind)),
        ElementType.U32 => Map(type, a, b, ScalarFunctions.Order<uint>(kind)),
        ElementType.U8 or ElementType.Bool => Map(type, a, b, ScalarFunctions.Order<byte>(kind)),
    };

    public static Literal Select(TensorType type, Literal condition, Literal whenTrue, Literal whenFalse) =>
        ByElement.Move(type.Element, new SelectBody(type, condition, whenTrue, whenFalse));

    /// <summary>Every element type fits exactly into f64 (the floats) or into i64 (the others), so a conversion goes over one of them and rounds once.</summary>
    public static Literal Cast(TensorType type, Literal x) => x.Element switch
    {
        ElementType.F32 => FromReal(type, x, (float value) => value),
        ElementType.F64 => FromReal(type, x, (double value) => value),
        ElementType.I32 => FromInteger(type, x, (int value) => value),
        ElementType.I64 => FromInteger(type, x, (long value) => value),
        ElementType.U32 => FromInteger(type, x, (uint value) => value),
        ElementType.U8 or ElementType.Bool => FromInteger(type, x, (byte value) => value),
    };

    private static Literal FromReal<T>(TensorType type, Literal x, Func<T, double> read) where T : unmanaged => type.Element switch
    {
        ElementType.F32 => Map(type, x, (T value) => (float)read(value)),
        ElementType.F64 => Map(type, x, read),
        ElementType.I32 => Map(type, x, (T value) => int.CreateSaturating(read(value))),
        ElementType.I64 => Map(type, x, (T value) => long.CreateSaturating(read(value))),
        ElementType.U32 => Map(type, x, (T value) => uint.CreateSaturating(read(value))),
        ElementType.U8 => Map(type, x, (T value) => byte.CreateSaturating(read(value))),
        ElementType.Bool => Map(type, x, (T value) => read(value) != 0),
    };

    private static Literal FromInteger<T>(TensorType type, Literal x, Func<T, long> read) where T : unmanaged => type.Element switch
    {
        ElementType.F32 => Map(type, x, (T value) => (float)read(value)),
        ElementType.F64 => Map(type, x, (T value) => (double)read(value)),
        ElementType.I32 => Map(type, x, (T value) => unchecked((int)read(value))),
        ElementType.I64 => Map(type, x, read),
        ElementType.U32 => Map(type, x, (T value) => unchecked((uint)read(value))),
        ElementType.U8 => Map(type, x, (T value) => unchecked((byte)read(value))),
        ElementType.Bool => Map(type, x, (T value) => read(value) != 0),
    };

    private static Literal MapWide(TensorType type, Literal x, Func<double, double> function) =>
        Map(type, x, (float value) => (float)function(value));

    private static Literal Map<T, TResult>(TensorType type, Literal x, Func<T, TResult> function)
        where T : unmanaged
        where TResult : unmanaged
    {
        Literal result = Cells<TResult>.New(type, out Cells<TResult> y);
        Cells<T> from = Cells<T>.Of(x);
        long count = type.ElementCount;
        for (long place = 0; place < count; place++)
        {
            y[place] = function(from[place]);
        }
        return result;
    }

    private static Literal Map<T, TResult>(TensorType type, Literal a, Literal b, Func<T, T, TResult> function)
        where T : unmanaged
        where TResult : unmanaged
    {
        Literal result = Cells<TResult>.New(type, out Cells<TResult> y);
        Cells<T> left = Cells<T>.Of(a);
        Cells<T> right = Cells<T>.Of(b);
        long count = type.ElementCount;
        for (long place = 0; place < count; place++)
        {
            y[place] = function(left[place], right[place]);
        }
        return result;
    }

    private readonly struct SelectBody(TensorType type, Literal condition, Literal whenTrue, Literal whenFalse) : IMovingBody
    {
        public Literal Run<T>() where T : unmanaged
        {
            Literal result = Cells<T>.New(type, out Cells<T> y);
            Cells<bool> holds = Cells<bool>.Of(condition);
            Cells<T> a = Cells<T>.Of(whenTrue);
            Cells<T> b = Cells<T>.Of(whenFalse);
            long count = type.ElementCount;
            for (long place = 0; place < count; place++)
            {
                y[place] = holds[place] ? a[place] : b[place];
            }
            return result;
        }
    }
}
