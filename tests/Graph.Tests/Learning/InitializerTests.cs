using Graph.Learning;
using static Graph.Initializers;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class InitializerTests
{
    private static readonly TensorType kernel = new(ElementType.F64, [3, 3, 16, 32]);

    /// <summary>Variance by the formulas of the papers, with 144 inputs and 288 outputs, and the largest magnitude there can be.</summary>
    public static TheoryData<string, Initializer, double, double> Scales => new()
    {
        { "GlorotUniform", GlorotUniform, 2.0 / (144 + 288), Math.Sqrt(6.0 / (144 + 288)) },
        { "GlorotNormal", GlorotNormal, 2.0 / (144 + 288), 2 * Math.Sqrt(2.0 / (144 + 288)) / 0.8796 },
        { "HeUniform", HeUniform, 2.0 / 144, Math.Sqrt(6.0 / 144) },
        { "HeNormal", HeNormal, 2.0 / 144, 2 * Math.Sqrt(2.0 / 144) / 0.8796 },
        { "LeCunUniform", LeCunUniform, 1.0 / 144, Math.Sqrt(3.0 / 144) },
        { "LeCunNormal", LeCunNormal, 1.0 / 144, 2 * Math.Sqrt(1.0 / 144) / 0.8796 },
        { "TruncatedNormal", TruncatedNormal(0.5), 0.25, 2 * 0.5 / 0.8796 },
        { "Uniform", Uniform(-0.1, 0.3), 0.4 * 0.4 / 12, 0.3 },
        { "Normal", Normal(0.02), 0.0004, 0.02 * 6 },
    };

    [Theory]
    [MemberData(nameof(Scales))]
    public void Variance_and_limits_are_those_of_the_paper(string name, Initializer initializer, double variance, double limit)
    {
        double[] values = initializer(Key(3), kernel).Evaluate().ToArray<double>();
        double mean = values.Average();
        double measured = values.Average(value => (value - mean) * (value - mean));
        Assert.True(Math.Abs(measured - variance) < 0.05 * variance, $"{name}: a variance of {measured} instead of {variance}");
        Assert.InRange(values.Max(Math.Abs), 0.9 * Math.Min(limit, 3 * Math.Sqrt(variance)), limit * 1.001);
    }

    /// <summary>The inverse of the distribution function, against the function.</summary>
    [Fact]
    public void The_cut_normal_distribution_has_its_shares()
    {
        double[] uniform = [0, 0.1, 0.25, 0.5, 0.75, 0.99];
        double[] values = NormalWithinTwo.Of(Tensor.Create<double>([6], uniform)).Evaluate().ToArray<double>();
        double share = Erf(Tensor.Create<double>([], Math.Sqrt(2))).Evaluate().ToScalar<double>();
        double[] back = [.. (0.5 + (Erf(Tensor.Create<double>([6], values) / Math.Sqrt(2)) / (2 * share))).Evaluate().ToArray<double>()];
        foreach ((double expected, double actual) in uniform.Zip(back))
        {
            Assert.Equal(expected, actual, 1e-6);
        }
        Assert.Equal(-2, values[0], 1e-5);
    }

    [Theory]
    [InlineData(5, 8)]
    [InlineData(8, 5)]
    [InlineData(40, 40)]
    public void An_orthogonal_matrix_has_orthonormal_rows_or_columns(int rows, int columns)
    {
        Expr q = Orthogonal(Key(1), new TensorType(ElementType.F64, [rows, columns]));
        Expr product = rows <= columns ? MatMul(q, Transpose(q)) : MatMul(Transpose(q), q);
        double[] difference = (product - Eye(Math.Min(rows, columns), ElementType.F64)).Evaluate().ToArray<double>();
        Assert.InRange(difference.Max(Math.Abs), 0, 1e-12);
    }

    [Fact]
    public void What_a_parameter_begins_as_is_a_function_of_seed_and_path()
    {
        Layer network = new Sequential(new Dense(4, Relu), new Dense(4));
        ParameterTree First(long seed, Layer net) => Step(net).Initialize(seed).Parameters;
        ParameterTree first = First(1, network), other = First(2, network);
        ParameterTree again = First(1, new Sequential(new Dense(4, Relu), new Dense(4)));
        Assert.Equal(first["sequential/dense/w"].ToArray<float>(), again["sequential/dense/w"].ToArray<float>());
        Assert.NotEqual(first["sequential/dense/w"].ToArray<float>(), other["sequential/dense/w"].ToArray<float>());
        Assert.NotEqual(first["sequential/dense/w"].ToArray<float>(), first["sequential/dense_2/w"].ToArray<float>());
        Assert.All(first["sequential/dense/b"].ToArray<float>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_forget_gate_begins_open()
    {
        NetworkTrace trace = NetworkTrace.Of(new Lstm(2), [new Field("x", new(ElementType.F32, [1, 2, 3]))]);
        Variable bias = trace.Scope.Variables.Single(variable => variable.Path == "b");
        Assert.Equal([0f, 0, 1, 1, 0, 0, 0, 0], bias.Initial(Key(1)).Evaluate().ToArray<float>());
    }

    private static LearningStep Step(Layer network)
    {
        Scope scope = new(isTraining: true);
        Expr x = Input("x", [2, 4]);
        return LearningStep.Compile(scope, [x], Mean(Square(scope.Apply(network, x))), new Sgd(0.1));
    }
}
