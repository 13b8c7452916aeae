using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>
/// The functions on vectors of one width, found once in a process: looking them up by reflection would take most of the time of a
/// compilation. The portable ones are there on every machine; the native ones, which have no portable form, where the processor has them.
/// </summary>
internal sealed class VectorMethods
{
    // The name, and what each parameter is: a vector, one of half the width, an element, a pointer to elements, a number.
    private static readonly ImmutableArray<(string Name, string Parameters)> portableNames =
    [
        ("Abs", "v"), ("Add", "vv"), ("AsByte", "v"), ("AsDouble", "v"), ("AsInt32", "v"), ("AsInt64", "v"), ("AsSingle", "v"),
        ("AsUInt32", "v"), ("AsUInt64", "v"), ("BitwiseAnd", "vv"), ("BitwiseOr", "vv"), ("Ceiling", "v"), ("ConditionalSelect", "vvv"),
        ("ConvertToDouble", "v"), ("ConvertToInt32", "v"), ("ConvertToInt64", "v"), ("ConvertToSingle", "v"), ("ConvertToUInt32", "v"),
        ("Create", "e"), ("Create", "hh"), ("CreateScalarUnsafe", "e"), ("CreateSequence", "ee"), ("Divide", "vv"), ("Equals", "vv"),
        ("Floor", "v"), ("FusedMultiplyAdd", "vvv"), ("GetLower", "v"), ("GetUpper", "v"), ("GreaterThan", "vv"),
        ("GreaterThanOrEqual", "vv"), ("LessThan", "vv"), ("LessThanOrEqual", "vv"), ("Load", "p"), ("Max", "vv"), ("MaxNative", "vv"),
        ("Min", "vv"), ("MinNative", "vv"), ("Multiply", "vv"), ("Narrow", "vv"), ("Negate", "v"), ("OnesComplement", "v"),
        ("Round", "v"), ("ShiftLeft", "vn"), ("ShiftRightArithmetic", "vn"), ("ShiftRightLogical", "vn"), ("Shuffle", "vv"),
        ("Sqrt", "v"), ("Store", "vp"), ("StoreAlignedNonTemporal", "vp"), ("Subtract", "vv"), ("ToScalar", "v"),
        ("ToVector256", "v"), ("ToVector256Unsafe", "v"), ("ToVector512", "v"), ("ToVector512Unsafe", "v"), ("Truncate", "v"),
        ("WidenLower", "v"), ("WidenUpper", "v"), ("Xor", "vv"),
    ];

    private static readonly ImmutableArray<string> nativeNames =
    [
        "BlendVariable", "BroadcastVector128ToVector256", "BroadcastVector128ToVector512", "BroadcastVector256ToVector512",
        "ConvertToVector128Byte", "MaskLoad", "MaskStore", "Permute2x128", "RotateLeft", "ShiftLeftLogicalVariable",
        "ShiftRightArithmeticVariable", "ShiftRightLogicalVariable", "Shuffle4x128",
    ];

    private static readonly ImmutableArray<Type> elements =
        [typeof(float), typeof(double), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(ushort), typeof(byte)];

    private readonly FrozenDictionary<(string Name, int Parameters, Type Element), MethodInfo> portable;
    private readonly FrozenDictionary<(string Name, Type Element), MethodInfo> native;

    private VectorMethods(int bits, Type open, Type? half, Type functions, ImmutableArray<Type> processor)
    {
        (Bits, Open) = (bits, open);
        ILookup<string, MethodInfo> byName = functions
            .GetMethods(BindingFlags.Public | BindingFlags.Static).ToLookup(method => method.Name);
        portable = portableNames
            .SelectMany(entry => elements.Select(element => (
                Key: (entry.Name, entry.Parameters.Length, element),
                Method: Find(byName[entry.Name], entry.Parameters, element, half))))
            .Where(entry => entry.Method is not null)
            .ToFrozenDictionary(entry => entry.Key, entry => entry.Method!);
        native = processor
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => nativeNames.Contains(method.Name))
            .Select(method => (
                Method: method,
                Vector: method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
                    .First(type => type.IsGenericType)))
            .Where(entry => entry.Vector.GetGenericTypeDefinition() == open)
            .DistinctBy(entry => (entry.Method.Name, entry.Vector))
            .ToFrozenDictionary(entry => (entry.Method.Name, entry.Vector.GenericTypeArguments[0]), entry => entry.Method);
    }

    /// <summary>The width of the vectors.</summary>
    public int Bits { get; }

    /// <summary>The open type of vectors of this width.</summary>
    public Type Open { get; }

    /// <summary>Of a width.</summary>
    /// <exception cref="NotSupportedException">There are no such vectors.</exception>
    public static VectorMethods OfBits(int bits) => bits switch
    {
        128 => Of128.Methods,
        256 => Of256.Methods,
        512 => Of512.Methods,
        _ => throw new NotSupportedException($"there are no vectors of {bits} bits"),
    };

    /// <summary>The type of vectors of some element.</summary>
    public Type VectorOf(Type element) => Open.MakeGenericType(element);

    /// <summary>A portable function, by its name, its number of parameters and the element type of its first one.</summary>
    public MethodInfo this[string name, int parameters, Type element] => portable[(name, parameters, element)];

    /// <summary>A function that this processor has, by its name and the element type of its first vector; null if it has none.</summary>
    public MethodInfo? Native(string name, Type element) => native.GetValueOrDefault((name, element));

    private MethodInfo? Find(IEnumerable<MethodInfo> candidates, string parameters, Type element, Type? half)
    {
        Type vector = VectorOf(element);
        Type[] wanted = [.. parameters.Select(parameter => parameter switch
        {
            'v' => vector,
            'h' => half?.MakeGenericType(element) ?? vector,
            'e' => element,
            'p' => element.MakePointerType(),
            'n' => typeof(int),
            _ => throw new ArgumentException($"no parameter is written {parameter}", nameof(parameters)),
        })];
        return candidates
            .Where(method => method.GetParameters().Length == wanted.Length)
            .Where(method => !method.IsGenericMethod || method.GetGenericArguments().Length == 1)
            .Select(method => method.IsGenericMethod ? method.MakeGenericMethod(element) : method)
            .FirstOrDefault(method => method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(wanted));
    }

    private static ImmutableArray<Type> Present(params ReadOnlySpan<(bool IsSupported, Type Type)> sets)
    {
        ImmutableArray<Type>.Builder present = ImmutableArray.CreateBuilder<Type>();
        foreach ((bool isSupported, Type type) in sets)
        {
            if (isSupported)
            {
                present.Add(type);
            }
        }
        return present.ToImmutable();
    }

    // Each in a class of its own, so that only the widths that are used are looked up.
    private static class Of128
    {
        public static readonly VectorMethods Methods = new(128, typeof(Vector128<>), null, typeof(Vector128), Present(
            (Avx512F.VL.IsSupported, typeof(Avx512F.VL)), (Avx512BW.VL.IsSupported, typeof(Avx512BW.VL)),
            (Avx2.IsSupported, typeof(Avx2)), (Avx.IsSupported, typeof(Avx)), (Sse41.IsSupported, typeof(Sse41))));
    }

    private static class Of256
    {
        public static readonly VectorMethods Methods = new(256, typeof(Vector256<>), typeof(Vector128<>), typeof(Vector256), Present(
            (Avx512F.VL.IsSupported, typeof(Avx512F.VL)), (Avx2.IsSupported, typeof(Avx2)), (Avx.IsSupported, typeof(Avx))));
    }

    private static class Of512
    {
        public static readonly VectorMethods Methods = new(512, typeof(Vector512<>), typeof(Vector256<>), typeof(Vector512), Present(
            (Avx512F.IsSupported, typeof(Avx512F)), (Avx512DQ.IsSupported, typeof(Avx512DQ))));
    }
}
