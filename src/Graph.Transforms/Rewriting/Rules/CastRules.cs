using static Graph.ElementType;

namespace Graph.Transforms;

/// <summary>Identities of conversions.</summary>
internal static class CastRules
{
    // The integers up to 2^24 are all f32, those up to 2^53 all f64.
    private const long MostExactF32 = 1L << 24;
    private const long MostExactF64 = 1L << 53;

    /// <summary>Rules at a conversion of values.</summary>
    public static ImmutableArray<Rule> OfValues { get; } = Rule.At<Cast>(
        new("cast-same", e => e is (Cast(var to), [var x]) && x.Element == to ? x : null),
        new("cast-cast", e => e is (Cast(var to), [(Cast(var through), [var x])]) && IsOneStep(x.Element, through, to) ? x.Cast(to) : null),
        // counting in another type, as far as it can count
        new("cast-iota", e => e is (Cast(var to), [(Iota(var type, var axis), _)]) && Holds(type.Element, type.Shape[axis]) && Holds(to, type.Shape[axis])
            ? Primitives.Iota(type.With(to), axis) : null));

    /// <summary>Rules at a change of how bits are read.</summary>
    public static ImmutableArray<Rule> OfBits { get; } = Rule.At<Bitcast>(
        new("bitcast-same", e => e is (Bitcast(var to), [var x]) && x.Element == to ? x : null),
        new("bitcast-bitcast", e => e is (Bitcast(var to), [(Bitcast, [var x])]) ? x.Bitcast(to) : null));

    /// <summary>Whether a conversion by way of another type is the conversion itself.</summary>
    private static bool IsOneStep(ElementType from, ElementType through, ElementType to)
    {
        if (from.IsInteger && through.IsInteger && to.IsInteger && to.ByteSize <= through.ByteSize)
        {
            return to.ByteSize <= from.ByteSize || IsExact(from, through);
        }
        // Floats saturate where integers wrap.
        bool saturates = through.IsFloat && !from.IsFloat && to.IsInteger;
        return IsExact(from, through) && (!saturates || IsExact(from, to) || from == to);
    }

    /// <summary>Whether every value of a type is a value of the other.</summary>
    private static bool IsExact(ElementType from, ElementType to) => from == to || (from, to) switch
    {
        (Bool, _) => true,
        (U8, I32 or I64 or U32 or F32 or F64) => true,
        (I32 or U32, I64 or F64) => true,
        (F32, F64) => true,
        _ => false,
    };

    /// <summary>Whether a type holds the numbers 0 to count − 1 exactly.</summary>
    public static bool Holds(ElementType element, long count) => element switch
    {
        F32 => count <= MostExactF32,
        F64 => count <= MostExactF64,
        I32 => count <= 1L << 31,
        I64 => true,
        U32 => count <= 1L << 32,
        U8 => count <= 1L << 8,
        Bool => false,
    };
}
