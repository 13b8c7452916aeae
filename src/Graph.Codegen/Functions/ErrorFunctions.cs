using static Graph.Codegen.Term;

namespace Graph.Codegen;

/// <summary>
/// erf x, by two minimax polynomials (fpminimax of Sollya): below 1¼ of x² for erf(x) / x − 1, above of x for erf x, which is 1 to half a unit from 3.92 on. It is odd: it is computed of |x| and
/// gets the sign of x.
/// </summary>
internal static class ErrorFunctions
{
    private const double Middle = 2.5625;

    /// <summary>erf x.</summary>
    public static Term ErrorFunction(Term x)
    {
        FloatFormat format = FloatFormat.Of(x);
        Term size = x.Magnitude();
        Term square = x * x;
        Term near = Fma(size, Near(square), size);
        Term far = Far(size.AtMost(3.92) - Middle);
        return Select(size < 1.25, near, far).WithSignOf(x);
    }

    private static Term Near(Term square) => square.Polynomial(
        0.12837917, -0.37612632, 0.11283694, -0.026860964, 0.0052102897, -0.000835124, 0.00010447107, -7.668651e-06);

    private static Term Far(Term u) => u.Polynomial(
        0.99970984, 0.0015872704, -0.004068346, 0.006423129, -0.0068661217, 0.0051010037, -0.0025479035, 0.0006701302, 0.00014737448, -0.00023243672,
        7.0678354e-05, 1.337887e-05, -8.452891e-06);
}
