using System.Diagnostics;
using System.Numerics;

namespace Graph.Cpu;

/// <summary>Makes the routine that runs a reduction along an axis of a type; f32 is combined in f64 and rounded at each element.</summary>
internal static class CumulativeRoutine
{
    public static LibraryRoutine Make(TensorType type, ReduceKind kind, int axis) => type.Element switch
    {
        ElementType.F32 => Of<float, double>(type, kind, axis),
        ElementType.F64 => Of<double, double>(type, kind, axis),
        ElementType.I32 => Of<int, int>(type, kind, axis),
        ElementType.I64 => Of<long, long>(type, kind, axis),
        ElementType.U32 => Of<uint, uint>(type, kind, axis),
        ElementType.U8 => Of<byte, byte>(type, kind, axis),
        ElementType.Bool => throw new UnreachableException("cumulative takes no bools"),
    };

    private static LibraryRoutine Of<T, TWide>(TensorType type, ReduceKind kind, int axis)
        where T : unmanaged, INumber<T>
        where TWide : unmanaged, INumber<TWide> => kind switch
        {
            ReduceKind.SumOf => new CumulativeRoutine<T, TWide, Addition<TWide>>(type, axis),
            ReduceKind.ProductOf => new CumulativeRoutine<T, TWide, Multiplication<TWide>>(type, axis),
            ReduceKind.MaximumOf => new CumulativeRoutine<T, TWide, Maximum<TWide>>(type, axis),
            ReduceKind.MinimumOf => new CumulativeRoutine<T, TWide, Minimum<TWide>>(type, axis),
        };

    private readonly struct Addition<T> : ICombination<T> where T : INumber<T>
    {
        public static T Of(T left, T right) => left + right;
    }

    private readonly struct Multiplication<T> : ICombination<T> where T : INumber<T>
    {
        public static T Of(T left, T right) => left * right;
    }

    private readonly struct Maximum<T> : ICombination<T> where T : INumber<T>
    {
        public static T Of(T left, T right) => T.Max(left, right);
    }

    private readonly struct Minimum<T> : ICombination<T> where T : INumber<T>
    {
        public static T Of(T left, T right) => T.Min(left, right);
    }
}

/// <summary>How two numbers become one.</summary>
internal interface ICombination<T>
{
    /// <summary>The combination.</summary>
    static abstract T Of(T left, T right);
}

/// <summary>Runs along some neighbouring lines at once, with a running value for each.</summary>
internal sealed unsafe class CumulativeRoutine<T, TWide, TCombination>(TensorType type, int axis) : LibraryRoutine(type, axis)
    where T : unmanaged, INumber<T>
    where TWide : unmanaged, INumber<TWide>
    where TCombination : struct, ICombination<TWide>
{
    private const long MostLines = 64;

    /// <inheritdoc/>
    public override long WorkerBytes => MostLines * sizeof(TWide);

    /// <inheritdoc/>
    public override long OperationsPerElement => 4;

    /// <inheritdoc/>
    protected override long Chunks => Outer * Blocks;

    private long Blocks => (Stride + MostLines - 1) / MostLines;

    /// <inheritdoc/>
    protected override void RunChunk(byte** operands, byte* worker, long chunk)
    {
        (long group, long block) = Math.DivRem(chunk, Blocks);
        long start = (group * Size * Stride) + (block * MostLines);
        T* source = (T*)operands[0] + start;
        T* target = (T*)operands[1] + start;
        long lines = Math.Min(MostLines, Stride - (block * MostLines));
        if (Size == 0)
        {
            return;
        }
        if (lines == 1)
        {
            RunLine(source, target);
            return;
        }
        TWide* running = (TWide*)worker;
        for (long line = 0; line < lines; line++)
        {
            running[line] = TWide.CreateTruncating(source[line]);
            target[line] = T.CreateTruncating(running[line]);
        }
        for (long index = 1; index < Size; index++)
        {
            source += Stride;
            target += Stride;
            for (long line = 0; line < lines; line++)
            {
                running[line] = TCombination.Of(running[line], TWide.CreateTruncating(source[line]));
                target[line] = T.CreateTruncating(running[line]);
            }
        }
    }

    private void RunLine(T* source, T* target)
    {
        TWide running = TWide.CreateTruncating(*source);
        *target = T.CreateTruncating(running);
        for (long index = 1; index < Size; index++)
        {
            running = TCombination.Of(running, TWide.CreateTruncating(source[index * Stride]));
            target[index * Stride] = T.CreateTruncating(running);
        }
    }
}
