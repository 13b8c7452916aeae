using Graph.Benchmarks.Ulp.Truths;
using static Graph.Ops;

namespace Graph.Benchmarks.Ulp;

/// <summary>A function whose accuracy is promised.</summary>
/// <param name="Name">Its name on the command line and in results.</param>
/// <param name="Bound">The largest error in f32, in units in the last place.</param>
/// <param name="Write">The function as an expression.</param>
/// <param name="Truth">Its value for an f32 input, far closer than f32 resolves.</param>
/// <param name="WideTruth">Its value for a finite f64 input, far closer than f64 resolves.</param>
/// <param name="Range">Where it is neither constant nor infinite in f64.</param>
/// <param name="Specials">Inputs whose results are exact, to the sign of a zero. A NaN gives NaN for every function and is not
/// listed.</param>
public sealed record UlpFunction(
    string Name,
    double Bound,
    Func<Expr, Expr> Write,
    Func<double, double> Truth,
    Func<double, Scaled> WideTruth,
    (double Low, double High) Range,
    ImmutableArray<(float Input, float Output)> Specials)
{
    /// <summary>The largest error in f64, of every function.</summary>
    public const double DoubleBound = 4;

    private const float Infinity = float.PositiveInfinity, None = float.NaN;

    /// <summary>Every function.</summary>
    public static ImmutableArray<UlpFunction> All { get; } =
    [
        new("exp", 1, x => Exp(x), Math.Exp, Wide.Exp, (-745, 710),
            [(0, 1), (-0f, 1), (Infinity, Infinity), (-Infinity, 0)]),
        new("log", 1, x => Log(x), Math.Log, Wide.Log, (0, 16),
            [(0, -Infinity), (-0f, -Infinity), (1, 0), (Infinity, Infinity), (-Infinity, None), (-1, None)]),
        new("tanh", 2, x => Tanh(x), Math.Tanh, Wide.Tanh, (-20, 20),
            [(0, 0), (-0f, -0f), (Infinity, 1), (-Infinity, -1)]),
        new("erf", 2, x => Erf(x), ErrorFunction.Of, Wide.Erf, (-6, 6),
            [(0, 0), (-0f, -0f), (Infinity, 1), (-Infinity, -1)]),
        new("logistic", 2.5, x => Sigmoid(x), Doubles.Logistic, Wide.Logistic, (-745, 40),
            [(0, 0.5f), (-0f, 0.5f), (Infinity, 1), (-Infinity, 0)]),
        new("sin", 1, x => Sin(x), Math.Sin, Wide.Sin, (-1000, 1000),
            [(0, 0), (-0f, -0f), (Infinity, None), (-Infinity, None)]),
        new("cos", 1, x => Cos(x), Math.Cos, Wide.Cos, (-1000, 1000),
            [(0, 1), (-0f, 1), (Infinity, None), (-Infinity, None)]),
        new("log1p", 2, x => Log1p(x), Doubles.Log1p, Wide.Log1p, (-1, 15),
            [(0, 0), (-0f, -0f), (-1, -Infinity), (Infinity, Infinity), (-Infinity, None), (-2, None)]),
        new("expm1", 2, x => Expm1(x), Doubles.Expm1, Wide.Expm1, (-40, 710),
            [(0, 0), (-0f, -0f), (Infinity, Infinity), (-Infinity, -1)]),
        new("exp2", 1, x => Exp2(x), Doubles.Exp2, Wide.Exp2, (-1075, 1025),
            [(0, 1), (-0f, 1), (1, 2), (-149, float.Epsilon), (10, 1024), (Infinity, Infinity), (-Infinity, 0)]),
        new("sinh", 2, x => Sinh(x), Math.Sinh, Wide.Sinh, (-711, 711),
            [(0, 0), (-0f, -0f), (Infinity, Infinity), (-Infinity, -Infinity)]),
        new("cosh", 2, x => Cosh(x), Math.Cosh, Wide.Cosh, (-711, 711),
            [(0, 1), (-0f, 1), (Infinity, Infinity), (-Infinity, Infinity)]),
    ];
}
