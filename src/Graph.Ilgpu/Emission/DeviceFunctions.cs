using ILGPU.IR.Intrinsics;

namespace Graph.Ilgpu;

/// <summary>
/// What a device has an instruction for and ILGPU no way to say, or says wrongly: calls of these in a kernel become the instruction, by
/// <see cref="DeviceInstructions"/>. Run as C#, as on ILGPU's simulator, they do the same.
/// </summary>
/// <remarks>
/// Comparisons of floats are among them because ILGPU turns the negation of one into the opposite comparison and forgets about NaN when it
/// writes OpenCL; quotients of integers, because it makes of a power of two a shift that rounds down and takes the highest bit for a sign.
/// </remarks>
public static class DeviceFunctions
{
    /// <summary>a · b + c, rounded once.</summary>
    [IntrinsicImplementation]
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>a · b + c, rounded once.</summary>
    [IntrinsicImplementation]
    public static double MultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    /// <summary>a / b, rounded toward zero; b is neither 0 nor −1.</summary>
    [IntrinsicImplementation]
    public static int Quotient(int a, int b) => a / b;

    /// <summary>a / b, rounded down; b is not 0.</summary>
    [IntrinsicImplementation]
    public static uint UnsignedQuotient(uint a, uint b) => a / b;

    /// <summary>a / b, rounded toward zero; b is neither 0 nor −1.</summary>
    [IntrinsicImplementation]
    public static long Quotient(long a, long b) => a / b;

    /// <summary>The nearest whole number, ties to even.</summary>
    [IntrinsicImplementation]
    public static float RoundToEven(float x) => MathF.Round(x);

    /// <summary>The nearest whole number, ties to even.</summary>
    [IntrinsicImplementation]
    public static double RoundToEven(double x) => Math.Round(x);

    /// <summary>1 where a &lt; b, else 0; of a NaN 0.</summary>
    [IntrinsicImplementation]
    public static int IsLess(float a, float b) => a < b ? 1 : 0;

    /// <summary>1 where a &lt; b, else 0; of a NaN 0.</summary>
    [IntrinsicImplementation]
    public static int IsLess(double a, double b) => a < b ? 1 : 0;

    /// <summary>1 where a ≤ b, else 0; of a NaN 0.</summary>
    [IntrinsicImplementation]
    public static int IsAtMost(float a, float b) => a <= b ? 1 : 0;

    /// <summary>1 where a ≤ b, else 0; of a NaN 0.</summary>
    [IntrinsicImplementation]
    public static int IsAtMost(double a, double b) => a <= b ? 1 : 0;

    /// <summary>1 where a = b, else 0; of a NaN 0.</summary>
    [IntrinsicImplementation]
    public static int IsEqual(float a, float b) => a == b ? 1 : 0;

    /// <summary>1 where a = b, else 0; of a NaN 0.</summary>
    [IntrinsicImplementation]
    public static int IsEqual(double a, double b) => a == b ? 1 : 0;
}
