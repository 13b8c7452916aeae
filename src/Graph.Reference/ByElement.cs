using System.Diagnostics;
using System.Numerics;

namespace Graph.Reference;

/// <summary>Something done with numbers, for any C# type of them.</summary>
internal interface INumericBody
{
    /// <summary>Does it.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <typeparam name="TWide">In which many of them are combined: double for float, else the same.</typeparam>
    Literal Run<T, TWide>()
        where T : unmanaged, INumber<T>
        where TWide : unmanaged, INumber<TWide>;
}

/// <summary>Something that only moves elements, so that their size is all that counts.</summary>
internal interface IMovingBody
{
    /// <summary>Does it.</summary>
    /// <typeparam name="T">An unsigned integer of the size of the elements.</typeparam>
    Literal Run<T>() where T : unmanaged;
}

/// <summary>The one place where an element type becomes a C# type.</summary>
internal static class ByElement
{
    public static Literal Compute<TBody>(ElementType element, TBody body) where TBody : INumericBody => element switch
    {
        ElementType.F32 => body.Run<float, double>(),
        ElementType.F64 => body.Run<double, double>(),
        ElementType.I32 => body.Run<int, int>(),
        ElementType.I64 => body.Run<long, long>(),
        ElementType.U32 => body.Run<uint, uint>(),
        ElementType.U8 => body.Run<byte, byte>(),
        ElementType.Bool => throw new UnreachableException($"{typeof(TBody).Name} takes no bools"),
    };

    public static Literal Move<TBody>(ElementType element, TBody body) where TBody : IMovingBody => element.ByteSize switch
    {
        1 => body.Run<byte>(),
        4 => body.Run<uint>(),
        8 => body.Run<ulong>(),
        int size => throw new UnreachableException($"no element has {size} bytes"),
    };
}
