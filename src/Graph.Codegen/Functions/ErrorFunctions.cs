using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// erf x, by two minimax polynomials (fpminimax of Sollya): below 1¼ one of x² for erf(x) / x − 1; above, one for erf x itself around
/// the middle of what is left until erf x is 1 to half a unit, at 3.92 (of f64 5.95); from there on, 1. It is odd: it is computed of |x|
/// and gets the sign of x.
/// </summary>
internal static class ErrorFunctions
{
    private const double Border = 1.25;

    /// <summary>erf x.</summary>
    public static Term ErrorFunction(Term x)
    {
        bool isF32 = x.Element == ElementType.F32;
        Term size = x.Magnitude();
        Term square = x * x;
        Term near = Fma(size, square.Polynomial(isF32 ? NearF32 : NearF64), size);
        Term far = isF32 ? (size - 2.5625).Polynomial(FarF32) : (size - 3.625).Polynomial(FarF64);
        // What is not a number is not beyond the end, and stays one.
        Term end = Select(size >= (isF32 ? 3.92 : 5.95), 1, far);
        return Select(size < Border, near, end).WithSignOf(x);
    }

    private static ReadOnlySpan<double> NearF32 =>
    [
        0.12837917, -0.37612632, 0.11283694, -0.026860964, 0.0052102897, -0.000835124, 0.00010447107, -7.668651e-06,
    ];

    private static ReadOnlySpan<double> FarF32 =>
    [
        0.99970984, 0.0015872704, -0.004068346, 0.006423129, -0.0068661217, 0.0051010037, -0.0025479035, 0.0006701302, 0.00014737448,
        -0.00023243672, 7.0678354e-05, 1.337887e-05, -8.452891e-06,
    ];

    private static ReadOnlySpan<double> NearF64 =>
    [
        0.1283791670955126, -0.3761263890318388, 0.1128379167095908, -0.026866170645697116, 0.005223977630039065,
        -0.0008548327259142581, 0.00012055341112038647, -1.4925846731975713e-05, 1.646551657416918e-06, -1.6408638200314574e-07,
        1.5198440194195124e-08, -1.4862984772410377e-09, 2.126697398058773e-10, -4.2929680759369164e-11, 7.041115889165227e-12,
        -5.641090597215944e-13,
    ];

    private static ReadOnlySpan<double> FarF64 =>
    [
        0.9999997048598075, 2.2159202847215274e-06, -8.032711031797327e-06, 1.8673744895216146e-05, -3.116859228649749e-05,
        3.9592335382652764e-05, -3.952911391222238e-05, 3.1514121276938216e-05, -2.0089148273399554e-05, 1.0055179740496901e-05,
        -3.718600477372101e-06, 8.055016820025506e-07, 7.676589159898965e-08, -1.5640679092395393e-07, 7.087473614503499e-08,
        -1.4892715779273562e-08, -1.521574424765768e-09, 2.2923255831780505e-09, -7.634872121068333e-10, 6.301616350270362e-11,
        4.9164631973469836e-11, -2.2515196878389603e-11, 3.277068680466904e-12, 7.90345089984384e-13, -5.305439094787728e-13,
        1.029734865258313e-13, 1.6647563088697523e-14, -1.3330447295626626e-14, 1.3802662089600071e-15, 7.1285454804784e-16,
        -1.6144619497556164e-16, -1.9715715144648914e-17, 6.950633019144488e-18, 2.2890332451428607e-19, -1.22000453814884e-19,
    ];
}
