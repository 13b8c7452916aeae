using System.Text.Json;
using Graph.Benchmarks;
using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Racing;
using Graph.Cli;

namespace Graph.Tests.Benchmarks;

/// <summary>The arithmetic of a race, and how its results read.</summary>
public sealed class RaceTests
{
    private static readonly Workload workload = Workload.All[0];

    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 9.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 100 }, 3)]
    public void The_median_is_the_middle_number(double[] numbers, double median) => Assert.Equal(median, Round.Median(numbers));

    [Fact]
    public void On_one_thread_the_median_round_counts()
    {
        RaceResult result = new("x", Threads: 1, Ours: [10, 12, 11], "Peer", Theirs: [30, 33, 60], Bytes: null);
        Assert.Equal((11, 33, 3), (result.OursMicroseconds, result.PeerMicroseconds, result.Ratio));
        Assert.Equal((60.0 - 30) / 33, result.Spread);
    }

    [Fact]
    public void On_several_threads_the_best_round_counts()
    {
        RaceResult result = new("x", Threads: 2, Ours: [10, 20, 18], "Peer", Theirs: [30, 33, 25], Bytes: null);
        Assert.Equal((10, 25, 2.5), (result.OursMicroseconds, result.PeerMicroseconds, result.Ratio));
        Assert.Equal((20.0 - 10) / 18, result.Spread);
    }

    [Theory]
    [InlineData(2, 40L << 20, 0.5)]
    [InlineData(1, 40L << 20, null)]
    [InlineData(2, 1L << 20, null)]
    [InlineData(2, null, null)]
    public void The_share_of_a_copy_is_told_of_memory_beyond_caches_and_several_threads(int threads, long? bytes, double? share)
    {
        RaceResult result = new("x", threads, Ours: [1000], null, [], bytes);
        Assert.Equal(share, result.ShareOfCopy(copyBytesPerSecond: (40L << 20) / 0.5e-3));
    }

    [Fact]
    public void A_line_of_json_has_the_agreed_keys()
    {
        string line = RacePrinter.Line(new RaceResult("exp-64k", 1, [10.12345678], "TorchSharp", [25.308641975], 1), copyBytesPerSecond: null);
        Assert.Equal("""{"name":"exp-64k","threads":1,"ours_us":10.123,"peer":"TorchSharp","peer_us":25.309,"ratio":2.5,"spread":0}""", line);
    }

    [Fact]
    public void Without_a_peer_its_values_are_null()
    {
        string line = RacePrinter.Line(new RaceResult("exp-16m", 2, [10, 30], null, [], 64L << 20), copyBytesPerSecond: 1e13);
        Assert.Equal(
            """{"name":"exp-16m","threads":2,"ours_us":10,"peer":null,"peer_us":null,"ratio":null,"spread":1,"share_of_copy":0.67109}""", line);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(line).RootElement.GetProperty("ratio").ValueKind);
    }

    [Fact]
    public void The_table_has_a_row_for_each_workload()
    {
        using StringWriter output = new();
        RacePrinter.Table([new("a", 1, [2000], "Peer", [3000], null), new("b", 1, [1], null, [], null)], copyBytesPerSecond: null, output);
        string[] rows = [.. output.ToString().Split('\n').Where(row => row.Contains('│', StringComparison.Ordinal)).Select(row => string.Join('|', row.Trim().Trim('│').Split('│', StringSplitOptions.TrimEntries)))];
        Assert.Equal(["workload|threads|ours µs|peer µs|ratio|spread", "a|1|2,000.0|3,000.0|1.50|0 %", "b|1|1.0|–|–|0 %"], rows);
    }

    [Fact]
    public void Sides_that_compute_different_things_are_no_race()
    {
        Race.Compare(workload, [1, 1000.01], [1, 1000]);
        DisagreementException wrong = Assert.Throws<DisagreementException>(() => Race.Compare(workload, [1, 1000.2], [1, 1000]));
        Assert.Equal("gelu-64k: ours gives 1000.2 where TorchSharp gives 1000; they do not compute the same", wrong.Message);
        Assert.Throws<DisagreementException>(() => Race.Compare(workload, [double.NaN], [1]));
        Assert.Throws<DisagreementException>(() => Race.Compare(workload, [1], [double.PositiveInfinity]));
        Assert.Throws<DisagreementException>(() => Race.Compare(workload, [1], [1, 1]));
    }

    /// <summary>Probabilities of 16 million elements are all small, and nothing but their own size says how far they may differ.</summary>
    [Fact]
    public void Small_elements_are_compared_as_closely_as_large_ones()
    {
        Race.Compare(workload, [1e-7, 2.0001e-7], [1e-7, 2e-7]);
        Assert.Throws<DisagreementException>(() => Race.Compare(workload, [1e-7, 2.1e-7], [1e-7, 2e-7]));
        Assert.Throws<DisagreementException>(() => Race.Compare(workload, [0, 0], [1e-7, 2e-7]));
        Race.Compare(workload, [0, 0], [0, 0]);
        Assert.Throws<DisagreementException>(() => Race.Compare(workload, [0, 1e-7], [0, 0]));
    }

    [Fact]
    public void A_peer_that_does_not_start_or_says_something_else_is_absent()
    {
        string nothing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.StartsWith(
            "TorchSharp does not start: ", Assert.Throws<AbsentException>(() => Side.OfPeer(workload, nothing, threads: 1)).Message, StringComparison.Ordinal);
        // dotnet says that there is no such assembly, and ends.
        using Side other = Side.OfPeer(workload, nothing + ".dll", threads: 1);
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
            Assert.Throws<MessageException>(() => Contestant.Run(() => [entry], input, output)).Message);
    }

    [Theory]
    [InlineData("0.49 2.00 3.00 1/200 1234", null)]
    [InlineData("1.51 0.00 0.00 1/200 1234", "the machine is not idle: load average 1.51 at the start")]
    [InlineData("", null)]
    public void A_machine_that_is_not_idle_is_remarked(string averages, string? remark) => Assert.Equal(remark, MachineLoad.Remark(averages));

    [Theory]
    [InlineData("tanh-*", "tanh-64k tanh-16m")]
    [InlineData("sum-16m,exp-64k", "exp-64k sum-16m")]
    public void Names_choose_workloads(string asked, string chosen) =>
        Assert.Equal(chosen.Split(' '), NameFilter.Select("workload", [asked], Workload.All, known => known.Name).Select(known => known.Name));

    [Fact]
    public void A_name_that_stands_for_nothing_is_answered()
    {
        UsageException wrong = Assert.Throws<UsageException>(() => NameFilter.Select("workload", ["gelu-64"], Workload.All, known => known.Name));
        Assert.Equal("there is no workload 'gelu-64'; did you mean 'gelu-64k'?", wrong.Message);
    }

    [Theory]
    [InlineData("race --threads 0")]
    [InlineData("race --rounds x")]
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
}
