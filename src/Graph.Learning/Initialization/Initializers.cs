using Graph.Learning;

namespace Graph;

/// <summary>
/// The usual initializers, to be imported with <c>using static Graph.Initializers;</c> and handed on by name. Those that scale by the
/// number of inputs and outputs count them so: of a kernel <c>[…, inputs, outputs]</c>, the axes before the last two multiply both.
/// </summary>
public static class Initializers
{
    // The standard deviation of the standard normal distribution cut off at ±2.
    private const double DeviationWithinTwo = 0.87962566103423978;

    /// <summary>All 0 (or false).</summary>
    public static Expr Zeros(Expr key, TensorType type) => Primitives.Zeros(type);

    /// <summary>All 1.</summary>
    public static Expr Ones(Expr key, TensorType type) => Primitives.Fill(type, 1);

    /// <summary>All one number.</summary>
    public static Initializer Filled(double value) => (_, type) => Primitives.Fill(type, value);

    /// <summary>These values, such as weights of another model.</summary>
    public static Initializer Values(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return (_, _) => values;
    }

    /// <summary>
    /// Uniform within ±√(6 / (inputs + outputs)) (Glorot and Bengio, 2010, "Understanding the difficulty of training deep feedforward
    /// neural networks", equation 16).
    /// </summary>
    public static Expr GlorotUniform(Expr key, TensorType type) => Symmetric(key, type, 6.0 / Fans.Of(type.Shape).Both);

    /// <summary>Normal of variance 2 / (inputs + outputs), cut off at two deviations (Glorot and Bengio, 2010, equation 12).</summary>
    public static Expr GlorotNormal(Expr key, TensorType type) => CutOff(key, type, 2.0 / Fans.Of(type.Shape).Both);

    /// <summary>Uniform within ±√(6 / inputs), for ReLU (He et al., 2015, "Delving deep into rectifiers").</summary>
    public static Expr HeUniform(Expr key, TensorType type) => Symmetric(key, type, 6.0 / Fans.Of(type.Shape).Inputs);

    /// <summary>Normal of variance 2 / inputs, cut off at two deviations, for ReLU (He et al., 2015, equation 10).</summary>
    public static Expr HeNormal(Expr key, TensorType type) => CutOff(key, type, 2.0 / Fans.Of(type.Shape).Inputs);

    /// <summary>Uniform within ±√(3 / inputs) (LeCun et al., 1998, "Efficient backprop").</summary>
    public static Expr LeCunUniform(Expr key, TensorType type) => Symmetric(key, type, 3.0 / Fans.Of(type.Shape).Inputs);

    /// <summary>Normal of variance 1 / inputs, cut off at two deviations (LeCun et al., 1998, equation 16).</summary>
    public static Expr LeCunNormal(Expr key, TensorType type) => CutOff(key, type, 1.0 / Fans.Of(type.Shape).Inputs);

    /// <summary>Uniform between two bounds.</summary>
    public static Initializer Uniform(double low, double high) => (key, type) => Ops.Uniform(key, type.Shape, low, high, type.Element);

    /// <summary>Normal of a deviation and a mean.</summary>
    public static Initializer Normal(double deviation, double mean = 0) =>
        (key, type) => (deviation * Ops.Normal(key, type.Shape, type.Element)) + mean;

    /// <summary>
    /// Normal of a deviation, that of the numbers drawn, cut off at two deviations of the normal distribution that they come from.
    /// </summary>
    public static Initializer TruncatedNormal(double deviation) => (key, type) => CutOff(key, type, deviation * deviation);

    /// <summary>
    /// A matrix with orthonormal rows or columns, whichever are fewer, of all such matrices equally likely (Saxe et al., 2014, "Exact
    /// solutions to the nonlinear dynamics of learning in deep linear neural networks"). Axes before the last count as rows.
    /// </summary>
    public static Expr Orthogonal(Expr key, TensorType type) => OrthogonalMatrix.Draw(key, type, 1);

    /// <summary><see cref="Orthogonal(Expr, TensorType)"/>, times a factor.</summary>
    public static Initializer Orthogonal(double gain) => (key, type) => OrthogonalMatrix.Draw(key, type, gain);

    private static Expr Symmetric(Expr key, TensorType type, double squaredLimit)
    {
        double limit = Math.Sqrt(squaredLimit);
        return Ops.Uniform(key, type.Shape, -limit, limit, type.Element);
    }

    private static Expr CutOff(Expr key, TensorType type, double variance) =>
        Math.Sqrt(variance) / DeviationWithinTwo * NormalWithinTwo.Of(Ops.Uniform(key, type.Shape, type.Element));
}
