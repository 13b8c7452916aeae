using System.Globalization;

namespace Graph.Benchmarks.Contest;

/// <summary>A function of a matrix of f32, and of a row of scales and one of biases where it has them.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Columns">Columns of the matrix; the length of scales and biases.</param>
/// <param name="Size">How the name of the workload tells its size.</param>
public sealed record FunctionCase(Function Function, int Rows, int Columns, string Size)
    : Case(string.Create(CultureInfo.InvariantCulture, $"{Word(Function)}-{Size}"))
{
    private const int Small = 256, Large = 4096;

    // f32 functions of both sides are within a few ULP of the truth; sums of 16 million terms differ by more.
    private const double Tolerance = 1e-4;

    /// <summary>Every case, those of one function next to each other.</summary>
    public static new ImmutableArray<FunctionCase> All { get; } =
    [
        .. from function in new[] { Function.Gelu, Function.SiluBias, Function.Exp, Function.Tanh, Function.Sum, Function.SumAxis0 }
           from side in new[] { Small, Large }
           select new FunctionCase(function, side, side, side == Small ? "64k" : "16m"),
        new(Function.Softmax, Large, 1024, "4096x1024"),
        new(Function.LayerNorm, Large, 1024, "4096x1024"),
    ];

    /// <summary>The number of elements of the matrix.</summary>
    public long Elements => (long)Rows * Columns;

    /// <summary>The number of elements of the result.</summary>
    public long ResultElements => Function switch
    {
        Function.Sum => 1,
        Function.SumAxis0 => Columns,
        Function.Gelu or Function.SiluBias or Function.Exp or Function.Tanh or Function.Softmax or Function.LayerNorm => Elements,
    };

    /// <summary>The bytes that must move between memory and cores: each element of the matrix read, each of the result written.</summary>
    public override long? Bytes => sizeof(float) * (Elements + ResultElements);

    /// <inheritdoc/>
    public override double Bound(int place, ImmutableArray<double> theirs) => OfLargest(Tolerance, theirs);

    /// <summary>The matrix, in row-major order.</summary>
    public float[] Matrix() => Samples.Uniform(Elements, seed: 1);

    /// <summary>A scale for each column.</summary>
    public float[] Scales() => Samples.Uniform(Columns, seed: 2);

    /// <summary>A bias for each column.</summary>
    public float[] Biases() => Samples.Uniform(Columns, seed: 3);

    private static string Word(Function function) => function switch
    {
        Function.Gelu => "gelu",
        Function.SiluBias => "silu-bias",
        Function.Exp => "exp",
        Function.Tanh => "tanh",
        Function.Sum => "sum",
        Function.SumAxis0 => "sum-axis0",
        Function.Softmax => "softmax",
        Function.LayerNorm => "layer-norm",
    };
}

/// <summary>The functions that are raced.</summary>
public enum Function
{
    /// <summary>The Gaussian error linear unit in its hyperbolic form: x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    Gelu,

    /// <summary>x · σ(x) + bias.</summary>
    SiluBias,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>The sum of all elements.</summary>
    Sum,

    /// <summary>The sum over the rows: one number for each column.</summary>
    SumAxis0,

    /// <summary>The softmax of each row.</summary>
    Softmax,

    /// <summary>Each row brought to mean 0 and variance 1, times scales, plus biases.</summary>
    LayerNorm,
}
