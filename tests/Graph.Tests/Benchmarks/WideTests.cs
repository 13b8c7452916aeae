using Graph.Benchmarks.Ulp;
using Graph.Benchmarks.Ulp.Truths;

namespace Graph.Tests.Benchmarks;

/// <summary>The truth that f64 is compared with.</summary>
public sealed class WideTests
{
    private const int Block = 1021;

    public static TheoryData<string> Names => [.. UlpFunction.All.Select(function => function.Name)];

    /// <summary>Values computed with 400 decimal digits; upper is the nearest double and lower what it lacks.</summary>
    [Theory]
    [InlineData("exp", 0.1, 1.1051709180756477, -8.149523913327619e-17)]
    [InlineData("exp", 709.5, 1.3549863193146328e+308, -1.950359478583155e+290)]
    [InlineData("exp2", 0.1, 1.0717734625362931, 3.7228133986653606e-17)]
    [InlineData("expm1", 1e-09, 1.0000000005000001e-09, -7.443897403844588e-26)]
    [InlineData("expm1", -0.7, -0.5034146962085905, 9.827550225511106e-18)]
    [InlineData("expm1", 50.1, 5.729985768980468e+21, 453788.32330145576)]
    [InlineData("log", 0.1, -2.3025850929940455, -1.7150243628057985e-16)]
    [InlineData("log", 1.0000001, 9.999999505838704e-08, 1.5249709528441489e-24)]
    [InlineData("log", 3.7e+300, 692.0838607178639, -1.5543144134007546e-14)]
    [InlineData("log1p", 1e-09, 9.999999995e-10, 7.493897403823754e-26)]
    [InlineData("log1p", -0.9, -2.302585092994046, -4.968982586806388e-18)]
    [InlineData("log1p", 5.3, 1.840549633397487, 8.068939940930293e-17)]
    [InlineData("sinh", 1e-05, 1.0000000000166668e-05, -6.182319396196156e-22)]
    [InlineData("sinh", 0.4, 0.4107523258028155, 2.2564035584726803e-17)]
    [InlineData("sinh", 700.7, 1.0212062731130264e+304, -5.4091609090901266e+287)]
    [InlineData("cosh", 0.1, 1.0050041680558035, 9.55546062395436e-17)]
    [InlineData("cosh", -30.2, 6526244764441.258, -6.481316399996802e-05)]
    [InlineData("tanh", 1e-05, 9.999999999666668e-06, -4.5758701526937e-22)]
    [InlineData("tanh", 0.4, 0.3799489622552249, 6.3008573143723185e-18)]
    [InlineData("tanh", -18.3, -0.9999999999999998, 3.255161895965231e-17)]
    [InlineData("logistic", -90.5, 4.9699198825226136e-40, 2.319555842234252e-56)]
    [InlineData("logistic", 0.3, 0.574442516811659, -4.7456482573436975e-17)]
    [InlineData("logistic", 35.1, 0.9999999999999994, -1.539904465408624e-17)]
    [InlineData("sin", 0.7, 0.644217687237691, 2.8740567927338755e-18)]
    [InlineData("sin", 3.0, 0.1411200080598672, 8.577269787017502e-18)]
    [InlineData("sin", -1000.7, -0.9947269042801506, -2.495078406143343e-17)]
    [InlineData("sin", 1e+300, -0.8178819121159085, -4.78135837440326e-17)]
    [InlineData("cos", 1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33)]
    [InlineData("cos", 12.5, 0.9977982791785807, 3.3602447434110414e-18)]
    [InlineData("cos", 5.319372648326541e+255, -4.687165924254628e-19, 4.3720557429382733e-36)]
    [InlineData("erf", 1e-05, 1.1283791670579e-05, -3.369136869444807e-23)]
    [InlineData("erf", 0.9, 0.7969082124228322, -2.3193178035628794e-17)]
    [InlineData("erf", -3.3, -0.9999969422902035, -3.418688300158856e-17)]
    [InlineData("erf", 5.7, 0.9999999999999992, 2.0534955051360998e-17)]
    public void A_value_has_more_digits_than_f64(string name, double x, double upper, double lower)
    {
        Scaled value = Function(name).WideTruth(x);
        DoubleDouble difference = value.Mantissa.Scale(value.Exponent) - new DoubleDouble(upper, lower);
        Assert.True(Math.Abs(difference.Upper / upper) < 1e-26, $"off by {difference.Upper / upper}");
    }

    [Theory]
    [InlineData(1.0, 1.0, 0, 0)]
    [InlineData(1.0000000000000002, 1.0, 0, 1)]
    [InlineData(double.PositiveInfinity, 1.0, 5000, 0)]
    [InlineData(double.MaxValue, 1.0, 5000, 1)]
    [InlineData(double.PositiveInfinity, 1.7976931348623157e308, 0, 1)]
    [InlineData(double.Epsilon, 1.0, -1075, 0.5)]
    [InlineData(0.0, 1.0, -5000, 0)]
    [InlineData(double.NaN, double.NaN, 0, 0)]
    [InlineData(0.0, double.NaN, 0, double.PositiveInfinity)]
    [InlineData(double.MinValue, double.NegativeInfinity, 0, double.PositiveInfinity)]
    public void The_error_is_counted_in_units_of_the_truth(double result, double mantissa, int exponent, double units) =>
        Assert.Equal(units, Error.Of(result, new Scaled(mantissa, exponent)), 1e-9);

    /// <summary>Generated code in f64, and a planted error of five units.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_is_within_the_bound_and_a_wrong_function_is_not(string name)
    {
        UlpFunction function = Function(name);
        Kernel<double> right = Kernel<double>.Compile(function, "512", Block), wrong = new("256", (input, output) =>
        {
            right.Run(input, output);
            output[17] += 5 * (Math.BitIncrement(Math.Abs(output[17])) - Math.Abs(output[17]));
        });
        ImmutableArray<UlpResult> results = new Sweep<DoubleFormat, double, Scaled>(function, [right, wrong], Block).Run(0, Block, workers: 1);
        Assert.True(results[0].Passed, results[0].ToString());
        Assert.False(results[1].Passed, results[1].ToString());
        Assert.InRange(results[1].MaxUlp, UlpFunction.DoubleBound, 20);
        Assert.Equal(DoubleFormat.Input(function, 17), results[1].At);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_are_finite_and_of_every_size(string name)
    {
        double[] inputs = [.. Enumerable.Range(0, 4000).Select(place => DoubleFormat.Input(Function(name), place))];
        (double low, double high) = Function(name).Range;
        Assert.All(inputs, input => Assert.True(double.IsFinite(input)));
        Assert.True(inputs.Count(input => input >= low && input <= high) > 2000);
        Assert.Contains(inputs, input => input is not 0 and > -1e-300 and < 1e-300);
        Assert.Contains(inputs, input => Math.Abs(input) > 1e300);
        Assert.True(inputs.Count(input => Math.Abs(input) is > 1e-19 and < 2) > 1000);
    }

    private static UlpFunction Function(string name) => UlpFunction.All.Single(function => function.Name == name);
}
