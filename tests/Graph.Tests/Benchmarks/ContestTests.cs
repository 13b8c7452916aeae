using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Racing;

namespace Graph.Tests.Benchmarks;

/// <summary>What a race and its sides say to each other, and that ours computes what the names promise.</summary>
public sealed class ContestTests
{
    public static TheoryData<string, Message> Lines => new()
    {
        { "ready TorchSharp 0.107.0: silu, add_: fast", new Message.Ready("TorchSharp 0.107.0", "silu, add_: fast") },
        { "absent it does not load", new Message.Absent("it does not load") },
        { "round 0.25", new Message.RunRound(0.25) },
        { "time 12.5 4000000000", new Message.Timed(new Round(12.5, 4_000_000_000)) },
        { "values 64", new Message.AskValues(64) },
        { "end", new Message.End() },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_message_is_one_line_that_reads_back(string line, Message message)
    {
        Assert.Equal(line, message.ToLine());
        Assert.Equal(message, Message.Parse(line));
    }

    [Fact]
    public void Elements_keep_their_bits()
    {
        ImmutableArray<double> elements = [0.1f, -1e-40, double.NaN, double.PositiveInfinity];
        Message.Values read = Assert.IsType<Message.Values>(Message.Parse(new Message.Values(elements).ToLine()));
        Assert.Equal(elements.Select(BitConverter.DoubleToInt64Bits), read.Elements.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData("")]
    [InlineData("time 3")]
    [InlineData("time x 3")]
    [InlineData("values 99999999999")]
    [InlineData("Ready x: y")]
    [InlineData("ready x")]
    public void A_line_that_says_nothing_known_is_refused(string line) => Assert.Throws<MessageException>(() => Message.Parse(line));

    [Fact]
    public void A_side_tries_its_ways_and_takes_part_with_the_fastest()
    {
        int slow = 0, fast = 0;
        Entry[] entries =
        [
            new("slow", () => { slow++; Thread.Sleep(40); }, () => [1]),
            new("fast", () => fast++, () => [0, 1, 2, 3, 4]),
        ];
        using StringReader input = new("values 3\nround 0.001\nend\nround 1\n");
        using StringWriter output = new();
        Contestant.Run(() => new Contender("Library 1.0", entries), input, output);
        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(["ready Library 1.0: fast", "elements 0 2 4"], lines[..2]);
        Assert.True(Message.Parse(lines[2]) is Message.Timed({ Iterations: > 0, Microseconds: > 0 }));
        Assert.Equal(3, lines.Length);
        Assert.True(slow > 0 && fast > slow);
    }

    [Fact]
    public void A_side_that_cannot_take_part_says_why()
    {
        using StringReader input = new("round 1\n");
        using StringWriter output = new();
        Contestant.Run(() => throw new AbsentException("libx.so:\nversion 'Y' not found"), input, output);
        Assert.Equal("absent libx.so: version 'Y' not found\n", output.ToString());
    }

    [Fact]
    public void Few_elements_are_all_compared()
    {
        Assert.Equal([5.0, 7, 9], Contestant.Spread([5, 7, 9], 64).AsEnumerable());
        Assert.Equal([5.0, 9], Contestant.Spread([5, 7, 9], 2).AsEnumerable());
    }

    [Fact]
    public void Samples_are_the_same_everywhere_and_spread_evenly()
    {
        float[] samples = Samples.Uniform(100_000, seed: 1);
        Assert.All(samples, sample => Assert.InRange(sample, -4, 3.9999998f));
        Assert.InRange(samples.Average(), -0.05, 0.05);
        Assert.InRange(samples.Count(sample => sample < -2), 24_000, 26_000);
        Assert.Equal(samples[..10], Samples.Uniform(10, seed: 1));
        Assert.NotEqual(samples[0], Samples.Uniform(1, seed: 2)[0]);
    }

    public static TheoryData<Function> Functions => [.. Enum.GetValues<Function>()];

    /// <summary>Against sums written out in f64.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Ours_computes_what_the_name_says(Function function)
    {
        FunctionCase small = new(function, Rows: 3, Columns: 5, "tiny");
        float[] x = small.Matrix(), scales = small.Scales(), biases = small.Biases();
        float[] result = OurFunctions.Prepare(small, Engine.Cpu(threads: 1)).Entry.Result();
        double[] expected = Expected(function, x, scales, biases);
        Assert.Equal(small.ResultElements, expected.Length);
        Assert.Equal(expected.Length, result.Length);
        Assert.All(expected.Zip(result), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    private static double[] Expected(Function function, float[] x, float[] scales, float[] biases)
    {
        int columns = scales.Length;
        IEnumerable<(double X, int Column, double[] Row)> cells =
            x.Select((value, place) => ((double)value, place % columns, Array.ConvertAll(x.AsSpan(place / columns * columns, columns).ToArray(), cell => (double)cell)));
        return function switch
        {
            Function.Gelu => [.. cells.Select(c => c.X / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (c.X + (0.044715 * c.X * c.X * c.X)))))],
            Function.SiluBias => [.. cells.Select(c => (c.X / (1 + Math.Exp(-c.X))) + biases[c.Column])],
            Function.Exp => [.. cells.Select(c => Math.Exp(c.X))],
            Function.Tanh => [.. cells.Select(c => Math.Tanh(c.X))],
            Function.Sum => [cells.Sum(c => c.X)],
            Function.SumAxis0 => [.. Enumerable.Range(0, columns).Select(column => cells.Where(c => c.Column == column).Sum(c => c.X))],
            Function.Softmax => [.. cells.Select(c => Math.Exp(c.X) / c.Row.Sum(Math.Exp))],
            Function.LayerNorm =>
            [
                .. cells.Select(c =>
                {
                    double mean = c.Row.Average(), variance = c.Row.Average(value => (value - mean) * (value - mean));
                    return ((c.X - mean) / Math.Sqrt(variance + 1e-5) * scales[c.Column]) + biases[c.Column];
                }),
            ],
        };
    }
}
