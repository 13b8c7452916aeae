using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// arctan x: of |x| ≤ 1 a minimax polynomial (fpminimax of Sollya), of larger ones π/2 − arctan(1 / |x|). It is odd and gets the sign of x.
/// </summary>
internal static class Arctangents
{
    /// <summary>arctan x; ±π/2 of ±∞.</summary>
    public static Term Arctangent(Term x)
    {
        Term size = x.Magnitude();
        Term isLarge = size > 1;
        Term z = Select(isLarge, 1 / size, size);
        Term square = z * z;
        Term near = Fma(z * square, Tail(square), z);
        (double upper, double lower) = HalfPi(FloatFormat.Of(x));
        return Select(isLarge, upper - (near - lower), near).WithSignOf(x);
    }

    /// <summary>(arctan(z) / z − 1) / z² of z².</summary>
    private static Term Tail(Term square) => FloatFormat.Of(square).Element switch
    {
        ElementType.F32 => square.Polynomial(
            -0.3333333, 0.19999751, -0.1427907, 0.11038583, -0.086774774, 0.06296261, -0.03643303, 0.013860541, -0.002476516),
        _ => square.Polynomial(
            -0.3333333333333333, 0.19999999999999243, -0.14285714285627468, 0.1111111110658512, -0.09090908958430526,
            0.07692305240372528, -0.06666635726456883, 0.05882072710734638, -0.0526126780415398, 0.04752148126165863,
            -0.04308466536877657, 0.03873840930576679, -0.03377945593106907, 0.027620860101173112, -0.020310411531405833,
            0.012829124470066034, -0.00663066882986759, 0.0026527894283751123, -0.0007628466230276944, 0.0001393460218344292,
            -1.2088404172441197e-05),
    };

    /// <summary>π/2 in two parts.</summary>
    private static (double Upper, double Lower) HalfPi(FloatFormat format) =>
        format.Element == ElementType.F32 ? (1.5707963705062866, -4.371139000186241e-08) : (1.5707963267948966, 6.123233995736766e-17);
}
