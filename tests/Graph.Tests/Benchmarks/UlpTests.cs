using Graph.Benchmarks.Ulp;
using Graph.Benchmarks.Ulp.Truths;

namespace Graph.Tests.Benchmarks;

/// <summary>The sweep finds what is off, and its truth is true.</summary>
public sealed class UlpTests
{
    private const int Block = 1021;
    private static readonly UlpFunction exp = UlpFunction.All.Single(function => function.Name == "exp");
    private static readonly uint one = BitConverter.SingleToUInt32Bits(1);

    public static TheoryData<string> Names => [.. UlpFunction.All.Select(function => function.Name)];

    /// <summary>At every width, with the same bits. About 1 none of the functions is constant.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_is_within_the_bound(string name)
    {
        UlpFunction function = UlpFunction.All.Single(known => known.Name == name);
        ImmutableArray<Kernel<float>> kernels = [.. Lanes.All.Select(lane => Kernel<float>.Compile(function, lane, Block))];
        ImmutableArray<UlpResult> results = Sweep(function, kernels, Block).Run(one - (2 * Block), 5 * Block, workers: 2);
        Assert.Equal(Lanes.All, results.Select(result => result.Lane));
        Assert.All(results, result => Assert.True(result.Passed, result.ToString()));
        Assert.All(results, result => Assert.InRange(result.MaxUlp, 0.4, function.Bound));
    }

    [Fact]
    public void One_input_that_is_off_is_found()
    {
        const float Off = 1.0001f;
        UlpResult result = Assert.Single(Run(new Kernel<float>("512", Planted(Off, value => MathF.BitIncrement(MathF.BitIncrement(value))))));
        Assert.Equal((false, (double)Off, null), (result.Passed, result.At, result.Flaw));
        Assert.InRange(result.MaxUlp, 1.5, 2.5);
    }

    [Fact]
    public void A_nan_that_is_none_is_found()
    {
        UlpResult result = Assert.Single(Run(new Kernel<float>("512", Planted(1.0001f, _ => float.NaN))));
        Assert.Equal((false, double.PositiveInfinity), (result.Passed, result.MaxUlp));
        Assert.Contains("\"max_ulp\":null", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lanes_that_differ_in_one_bit_are_found_though_both_are_within_the_bound()
    {
        Kernel<float> wide = Rounded("512", exp), narrow = new("256", Planted(1.0001f, MathF.BitIncrement));
        ImmutableArray<UlpResult> results = Sweep(exp with { Bound = 2 }, [wide, narrow], Block).Run(one, 3 * Block, workers: 2);
        Assert.Equal((true, null), (results[0].Passed, results[0].Flaw));
        Assert.Equal((false, "differs from 512 at 1.0001"), (results[1].Passed, results[1].Flaw));
        Assert.InRange(results[1].MaxUlp, 0.5, 1.5);
    }

    [Theory]
    [InlineData(float.NegativeInfinity, -0f, "gives -0 for -Infinity, not 0")]
    [InlineData(float.NaN, 1f, "gives 1 for NaN, not NaN")]
    public void A_special_value_is_exact(float input, float planted, string flaw)
    {
        UlpResult result = Assert.Single(Run(new Kernel<float>("512", Planted(input, _ => planted))));
        Assert.Equal((false, flaw), (result.Passed, result.Flaw));
    }

    [Fact]
    public void The_last_input_is_looked_at_and_none_behind_it()
    {
        float last = BitConverter.UInt32BitsToSingle(one + Block), behind = MathF.BitIncrement(last);
        Assert.Equal(last, Assert.Single(Sweep(exp, [new Kernel<float>("512", Planted(last, _ => 0))], Block).Run(one, Block + 1, workers: 1)).At);
        Assert.True(Assert.Single(Sweep(exp, [new Kernel<float>("512", Planted(behind, _ => 0))], Block).Run(one, Block + 1, workers: 1)).Passed);
    }

    [Theory]
    [InlineData(1f, 1.0, 0)]
    [InlineData(1.0000001f, 1.0, 1)]
    [InlineData(0.99999994f, 1.0, 0.5)]
    [InlineData(float.Epsilon, 0.0, 1)]
    [InlineData(0f, 0.7006492321624085e-45, 0.5)]
    [InlineData(float.PositiveInfinity, 1e300, 0)]
    [InlineData(float.MaxValue, 1e300, 1)]
    [InlineData(float.PositiveInfinity, 3.4028234663852886e38, 1)]
    [InlineData(float.NegativeInfinity, double.PositiveInfinity, 33554432)]
    [InlineData(float.NaN, double.NaN, 0)]
    [InlineData(1f, double.NaN, double.PositiveInfinity)]
    public void The_error_is_counted_in_units_of_the_truth(float result, double truth, double units) => Assert.Equal(units, Error.Of(result, truth), 1e-9);

    /// <summary>Values of tables with more digits than f64 has.</summary>
    [Theory]
    [InlineData(1e-7, 1.1283791670955088e-7)]
    [InlineData(0.03125, 0.035250373867322826)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1.0, 0.8427007929497149)]
    [InlineData(2.0, 0.9953222650189527)]
    [InlineData(-3.5, -0.9999992569016276)]
    public void The_error_function_has_the_values_of_tables(double x, double value) => Assert.Equal(1, ErrorFunction.Of(x) / value, 1e-13);

    [Theory]
    [InlineData(1e-3, 9.995003330835331e-4, 1.0005001667083417e-3)]
    [InlineData(-1e-3, -1.0005003335835335e-3, -9.995001666250085e-4)]
    [InlineData(9e-5, 8.99959502429836e-5, 9.000405012150273e-5)]
    [InlineData(1e-20, 1e-20, 1e-20)]
    public void Functions_near_one_have_their_digits(double x, double log1p, double expm1)
    {
        Assert.Equal(1, Doubles.Log1p(x) / log1p, 1e-11);
        Assert.Equal(1, Doubles.Expm1(x) / expm1, 1e-11);
    }

    private static Sweep<SingleFormat, float, double> Sweep(UlpFunction function, ImmutableArray<Kernel<float>> kernels, int block) => new(function, kernels, block);

    private static ImmutableArray<UlpResult> Run(Kernel<float> kernel) => Sweep(exp, [kernel], Block).Run(one, 3 * Block, workers: 2);

    // What the truth rounds to; the kernels of the library are swept by the command.
    private static Kernel<float> Rounded(string lane, UlpFunction function) => new(lane, (input, output) =>
    {
        for (int place = 0; place < input.Length; place++)
        {
            output[place] = (float)function.Truth(input[place]);
        }
    });

    private static Action<float[], float[]> Planted(float at, Func<float, float> wrong) => (input, output) =>
    {
        for (int place = 0; place < input.Length; place++)
        {
            float value = (float)Math.Exp(input[place]);
            output[place] = input[place].Equals(at) ? wrong(value) : value;
        }
    };
}
