using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graph.Codegen;

/// <summary>Functions that the JIT compiles to instructions, not calls, of scalars.</summary>
internal static class Intrinsics
{
    public static readonly Delegate Floor32 = MathF.Floor;
    public static readonly Delegate Floor64 = (Func<double, double>)Math.Floor;
    public static readonly Delegate Ceiling32 = MathF.Ceiling;
    public static readonly Delegate Ceiling64 = (Func<double, double>)Math.Ceiling;
    public static readonly Delegate Round32 = (Func<float, float>)MathF.Round;
    public static readonly Delegate Round64 = (Func<double, double>)Math.Round;
    public static readonly Delegate Root32 = MathF.Sqrt;
    public static readonly Delegate Root64 = Math.Sqrt;
    public static readonly Delegate Absolute32 = MathF.Abs;
    public static readonly Delegate Absolute64 = (Func<double, double>)Math.Abs;
    public static readonly Delegate Bits32 = BitConverter.SingleToInt32Bits;
    public static readonly Delegate Bits64 = BitConverter.DoubleToInt64Bits;
    public static readonly Delegate Float32 = BitConverter.Int32BitsToSingle;
    public static readonly Delegate First32 = (Func<int, Vector128<int>>)Vector128.CreateScalarUnsafe;
    public static readonly Delegate AsFloats = (Func<Vector128<int>, Vector128<float>>)Vector128.AsSingle;
    public static readonly Delegate FirstFloat = (Func<Vector128<float>, float>)Vector128.ToScalar;
    public static readonly Delegate Float64 = BitConverter.Int64BitsToDouble;
    public static readonly Delegate LeadingZeros = (Func<ulong, int>)System.Numerics.BitOperations.LeadingZeroCount;
    public static readonly MethodInfo MultiplyAdd32 = ((Func<float, float, float, float>)MathF.FusedMultiplyAdd).Method;
    public static readonly MethodInfo Prefetch = typeof(Sse).GetMethod(nameof(Sse.Prefetch0))!;
    public static readonly MethodInfo MultiplyAdd64 = ((Func<double, double, double, double>)Math.FusedMultiplyAdd).Method;
}
