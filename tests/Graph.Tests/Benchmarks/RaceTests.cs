using System.Text.Json;
using Graph.Benchmarks;
using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Racing;
using Graph.Cli;
using Graph.Ilgpu;

namespace Graph.Tests.Benchmarks;

/// <summary>The arithmetic of a race, and how its results read.</summary>
public sealed class RaceTests
{
    private static readonly Workload workload = Workload.All[0];
    private static readonly Case small = new ProductCase(1, 1, 1);

    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 9.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 100 }, 3)]
    public void The_median_is_the_middle_number(double[] numbers, double median) => Assert.Equal(median, Round.Median(numbers));

    [Fact]
    public void On_one_thread_the_median_round_counts()
    {
        RaceResult result = new(small, Threads: 1, Ours(10, 12, 11), [Told("Peer", 30, 33, 60)]);
        Assert.Equal((11, 33, 3), (result.OursMicroseconds, result.PeerMicroseconds, result.Ratio));
        Assert.Equal((60.0 - 30) / 33, result.Spread);
    }

    [Fact]
    public void On_several_threads_the_best_round_counts()
    {
        RaceResult result = new(small, Threads: 2, Ours(10, 20, 18), [Told("Peer", 30, 33, 25)]);
        Assert.Equal((10, 25, 2.5), (result.OursMicroseconds, result.PeerMicroseconds, result.Ratio));
        Assert.Equal((20.0 - 10) / 18, result.Spread);
    }

    [Fact]
    public void Of_several_peers_the_fastest_counts()
    {
        RaceResult result = new(small, Threads: 1, Ours(10), [Told("slow", 30), Told("fast", 20, 22, 24), Told("between", 23)]);
        Assert.Equal(("fast", 22, 2.2), (result.Peer?.Name, result.PeerMicroseconds, result.Ratio));
        Assert.Equal((24.0 - 20) / 22, result.Spread);
    }

    [Theory]
    [InlineData(2, 4096, 0.5)]
    [InlineData(1, 4096, null)]
    [InlineData(2, 256, null)]
    public void The_share_of_a_copy_is_told_of_memory_beyond_caches_and_several_threads(int threads, int side, double? share)
    {
        FunctionCase function = new(Function.Exp, side, side, "any");
        RaceResult result = new(function, threads, Ours(1000), []);
        Assert.Equal(share, result.ShareOfCopy(copyBytesPerSecond: 4.0 * 2 * 4096 * 4096 / 0.5e-3));
        Assert.Null(new RaceResult(small, threads, Ours(1000), []).ShareOfCopy(1));
    }

    [Fact]
    public void A_line_of_json_has_the_agreed_keys()
    {
        string line = RacePrinter.Line(new RaceResult(Find("exp-64k"), 1, Ours(10.12345678), [Told("TorchSharp", 25.308641975)]), copyBytesPerSecond: null);
        Assert.Equal("""{"name":"exp-64k","threads":1,"ours_us":10.123,"peer":"TorchSharp","peer_us":25.309,"ratio":2.5,"spread":0}""", line);
    }

    [Fact]
    public void Of_several_peers_a_line_of_json_tells_each()
    {
        RaceResult result = new(Find("matmul-64"), 1, Ours(10), [Told("TorchSharp", 30), Told("OpenBLAS", 20.123456)]);
        Assert.EndsWith(
            """ "peer":"OpenBLAS","peer_us":20.123,"ratio":2.0123,"spread":0,"peers_us":{"TorchSharp":30,"OpenBLAS":20.123}}""".TrimStart(),
            RacePrinter.Line(result, copyBytesPerSecond: null), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_peer_its_values_are_null()
    {
        string line = RacePrinter.Line(new RaceResult(Find("exp-16m"), 2, Ours(10, 30), []), copyBytesPerSecond: 2e13);
        Assert.Equal(
            """{"name":"exp-16m","threads":2,"ours_us":10,"peer":null,"peer_us":null,"ratio":null,"spread":1,"share_of_copy":0.67109}""", line);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(line).RootElement.GetProperty("ratio").ValueKind);
    }

    [Fact]
    public void The_table_has_a_row_for_each_workload()
    {
        using StringWriter output = new();
        RaceResult[] results =
        [
            new(small, 1, Ours(2000), [Told("Slow", 4000), Told("Fast", 3000)]), new(Find("exp-64k"), 1, Ours(1), [Told("Fast", 2)]),
            new(Find("perceptron"), 1, Ours(1), []),
        ];
        RacePrinter.Table(results, copyBytesPerSecond: null, output);
        string[] rows =
        [
            .. output.ToString().Split('\n').Where(row => row.Contains('│', StringComparison.Ordinal))
                .Select(row => string.Join('|', row.Trim().Trim('│').Split('│', StringSplitOptions.TrimEntries))),
        ];
        Assert.Equal(
            [
                "workload|threads|ours µs|Slow µs|Fast µs|ratio|spread", "matmul-1|1|2,000.0|4,000.0|3,000.0|1.50|0 %",
                "exp-64k|1|1.0|–|2.0|2.00|0 %", "perceptron|1|1.0|–|–|–|0 %",
            ],
            rows);
    }

    [Fact]
    public void Sides_that_compute_different_things_are_no_race()
    {
        Compare([1, 1000.01], [1, 1000]);
        DisagreementException wrong = Assert.Throws<DisagreementException>(() => Compare([1, 1000.2], [1, 1000]));
        Assert.Equal("gelu-64k, element 1 of those compared: ours gives 1000.2 where TorchSharp gives 1000; they do not compute the same", wrong.Message);
        Assert.Throws<DisagreementException>(() => Compare([double.NaN], [1]));
        Assert.Throws<DisagreementException>(() => Compare([1], [double.PositiveInfinity]));
        Assert.Throws<DisagreementException>(() => Compare([1], [1, 1]));
    }

    /// <summary>Probabilities of 16 million elements are all small, and nothing but their own size says how far they may differ.</summary>
    [Fact]
    public void Small_elements_are_compared_as_closely_as_large_ones()
    {
        Compare([1e-7, 2.0001e-7], [1e-7, 2e-7]);
        Assert.Throws<DisagreementException>(() => Compare([1e-7, 2.1e-7], [1e-7, 2e-7]));
        Assert.Throws<DisagreementException>(() => Compare([0, 0], [1e-7, 2e-7]));
        Compare([0, 0], [0, 0]);
        Assert.Throws<DisagreementException>(() => Compare([0, 1e-7], [0, 0]));
    }

    [Fact]
    public void A_peer_that_does_not_start_or_says_something_else_is_absent()
    {
        string nothing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.StartsWith(
            "TorchSharp does not start: ", Assert.Throws<AbsentException>(() => Side.OfPeer(workload, Peer.TorchSharp, nothing, threads: 1, device: null)).Message, StringComparison.Ordinal);
        // dotnet says that there is no such assembly, and ends.
        using Side other = Side.OfPeer(workload, Peer.TorchSharp, nothing + ".dll", threads: 1, device: null);
        Assert.StartsWith("TorchSharp does not follow the rules of a race: ", Assert.Throws<AbsentException>(() => other.Await()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_side_that_is_told_nonsense_says_so()
    {
        using StringReader input = new("nonsense\n");
        using StringWriter output = new();
        Entry entry = new("nothing", () => { }, () => []);
        Assert.Equal(
            "'nonsense' is no message of a race: it begins with no known word, or lacks a part",
            Assert.Throws<MessageException>(() => Contestant.Run(() => new Contender("x", [entry]), input, output)).Message);
    }

    [Theory]
    [InlineData("0.49 2.00 3.00 1/200 1234", null)]
    [InlineData("1.51 0.00 0.00 1/200 1234", "the machine is not idle: load average 1.51 at the start")]
    [InlineData("", null)]
    public void A_machine_that_is_not_idle_is_remarked(string averages, string? remark) => Assert.Equal(remark, MachineLoad.Remark(averages));

    [Theory]
    [InlineData("tanh-*", "tanh-64k tanh-16m")]
    [InlineData("sum-16m,exp-64k", "exp-64k sum-16m")]
    [InlineData("matmul-1*", "matmul-128 matmul-1024 matmul-128x784x512")]
    [InlineData("char-rnn-*", "char-rnn-256 char-rnn-1024")]
    public void Names_choose_workloads(string asked, string chosen) =>
        Assert.Equal(chosen.Split(' '), NameFilter.Select("workload", [asked], Workload.All, known => known.Name).Select(known => known.Name));

    [Fact]
    public void A_peers_program_is_told_by_its_name_or_is_that_of_the_first()
    {
        string file = Path.GetTempFileName();
        try
        {
            Dictionary<Peer, string> programs = PeerPrograms.Parse([$"OpenBLAS={file}", file]);
            Assert.Equal([(Peer.OpenBlas, file), (Peer.TorchSharp, file)], programs.Select(pair => (pair.Key, pair.Value)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_peer_that_is_absent_is_not_asked_again()
    {
        List<string> remarks = [];
        PeerPrograms programs = new(new Dictionary<Peer, string> { [Peer.TorchSharp] = "t", [Peer.OpenBlas] = "o" }, none: false);
        Workload product = Workload.All.First(known => known.Case is ProductCase);
        Assert.Equal([(Peer.TorchSharp, "t"), (Peer.OpenBlas, "o")], programs.For(product, device: null, remarks.Add).AsEnumerable());
        programs.Exclude(Peer.TorchSharp, new AbsentException("TorchSharp is not here"), remarks.Add);
        Assert.Equal([(Peer.OpenBlas, "o")], programs.For(product, device: null, remarks.Add).AsEnumerable());
        Assert.Equal(["TorchSharp is not here; the race goes on without it"], remarks);
        Assert.Empty(new PeerPrograms(new Dictionary<Peer, string> { [Peer.TorchSharp] = "t" }, none: true).For(product, device: null, remarks.Add));
    }

    [Theory]
    [InlineData("cpu", null)]
    [InlineData("opencl", "opencl")]
    [InlineData("cuda:3", "cuda:3")]
    [InlineData("ilgpu-cpu:0", "ilgpu-cpu")]
    public void A_device_is_named_as_everywhere(string word, string? device) => Assert.Equal(device, ContendVerb.DeviceOf(word)?.ToString());

    [Theory]
    [InlineData("gpu")]
    [InlineData("opencl:")]
    [InlineData("opencl:-1")]
    [InlineData("opencl:1:2")]
    public void A_device_that_nobody_means_is_refused(string word) =>
        Assert.Equal($"race: there is no backend '{word}'", Assert.Throws<UsageException>(() => ContendVerb.DeviceOf(word)).Message);

    [Fact]
    public void On_a_device_ours_is_raced_against_ours_on_the_processor_and_a_naive_kernel()
    {
        DeviceAddress device = new(DeviceKind.Simulator);
        Workload product = Workload.All.First(known => known.Case is ProductCase);
        Assert.Equal([Peer.Processor, Peer.NaiveKernel], product.PeersOn(device).AsEnumerable());
        Assert.Equal([Peer.Processor], workload.PeersOn(device).AsEnumerable());
        Assert.Equal(["contend", product.Name, "--threads", "2", "--backend", "cpu"], Peer.Processor.Arguments(product, threads: 2, device).AsEnumerable());
        Assert.Equal(
            ["contend", product.Name, "--threads", "2", "--backend", "ilgpu-cpu", "--naive"],
            Peer.NaiveKernel.Arguments(product, threads: 2, device).AsEnumerable());
        Assert.True(File.Exists(Peer.Processor.Build()));
    }

    [Fact]
    public void A_naive_kernel_computes_what_ours_does()
    {
        ProductCase small = new(Rows: 5, Inner: 7, Columns: 3);
        DeviceAddress device = new(DeviceKind.Simulator);
        float[] naive = NaiveProduct.Prepare(small, device).Entries[0].Result();
        float[] ours = OurProducts.Prepare(small, Engine.Of(device, threads: 1)).Entry.Result();
        Assert.Equal(15, naive.Length);
        Assert.All(naive.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Throws<AbsentException>(() => NaiveProduct.Prepare(workload.Case, device));
    }

    [Fact]
    public void A_name_that_stands_for_nothing_is_answered()
    {
        UsageException wrong = Assert.Throws<UsageException>(() => NameFilter.Select("workload", ["gelu-64"], Workload.All, known => known.Name));
        Assert.Equal("there is no workload 'gelu-64'; did you mean 'gelu-64k'?", wrong.Message);
    }

    [Theory]
    [InlineData("race --threads 0")]
    [InlineData("race --threads 1 0")]
    [InlineData("race --rounds x")]
    [InlineData("race --peer-program Nobody=/bin/sh")]
    [InlineData("race --peer-program OpenBLAS=/nonexistent")]
    [InlineData("ulp --lanes 64")]
    [InlineData("ulp --only exq")]
    [InlineData("contend nothing")]
    [InlineData("race --ours-only --peer-program /nonexistent")]
    public void Bad_usage_has_exit_code_2(string line)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(ExitCode.BadUsage, Graph.Benchmarks.CommandLine.Run(line.Split(' '), output, error));
        Assert.StartsWith("benchmarks: ", error.ToString(), StringComparison.Ordinal);
    }

    private static Case Find(string name) => Case.All.Single(known => known.Name == name);

    private static SideRounds Ours(params ImmutableArray<double> rounds) => Told("Graph", rounds);

    private static SideRounds Told(string name, params ImmutableArray<double> rounds) => new(name, $"{name} 1.0", "way", rounds);

    private static void Compare(ImmutableArray<double> ours, ImmutableArray<double> theirs) =>
        Race.Compare(workload, Peer.TorchSharp, ours, theirs);
}
