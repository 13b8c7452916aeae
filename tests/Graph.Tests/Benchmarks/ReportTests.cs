using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Racing;
using Graph.Benchmarks.Racing.Reporting;
using Graph.Cpu;
using Graph.Inspection;

namespace Graph.Tests.Benchmarks;

/// <summary>The arithmetic of a report, and what it says.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ReportTests
{
    // 100 operations and, in memory, 100 bytes a second.
    private static readonly MachineLimits limits = new(1, 100, [new CopyLimit("L1", 64, 1000), new CopyLimit("memory", long.MaxValue, 100)]);

    [Fact]
    public void The_ideal_is_each_kernel_at_its_own_limit()
    {
        Account account = Sample("x", seconds: 10);
        // 200 operations take 2 seconds; 80 bytes 0.8, longer than the operations on them.
        Assert.Equal([2, 0.8], account.Profile.Steps.Select(step => Math.Round(step.IdealSeconds, 12)));
        Assert.Equal(2.8, account.Profile.IdealSeconds, 12);
        Assert.Equal((8, 0.2, 0.28), (account.KernelSeconds, Math.Round(account.ShareOutside, 12), Math.Round(account.ShareOfIdeal, 12)));
        Assert.Equal("k0", account.Worst?.Name);
        Assert.Equal(["k0", "k1"], account.Longest(2).Select(step => step.Name));
    }

    [Fact]
    public void Clocks_around_kernels_do_not_make_less_than_nothing() => Assert.Equal(0, Sample("x", seconds: 7).ShareOutside);

    [Fact]
    public void Every_kernel_of_a_workload_is_in_its_account()
    {
        ImmutableArray<Workload> workloads =
            [new(ActingCase.Only, [Peer.TorchSharp], OurTraining.PrepareActing), new(Tiny, [], threads => OurProducts.Prepare(Tiny, threads))];
        Account[] accounts = [.. Account.Of(workloads, threads: 1)];
        Assert.Equal(["policy-act", "matmul-8"], accounts.Select(account => account.Name));
        Assert.Equal(Tiny.FloatingPointOperations, accounts[1].Profile.Steps.Sum(step => step.Operations));
        Assert.Equal(3 * 8 * 8 * sizeof(float), accounts[1].Profile.Steps.Sum(step => step.Bytes));
        Assert.All(accounts, account =>
        {
            Assert.Same(accounts[0].Profile.Limits, account.Profile.Limits);
            Assert.True(account.Seconds > 0 && account.Profile.IdealSeconds > 0);
            Assert.All(account.Profile.Steps, step => Assert.True(step.Seconds > 0 && step.Runs > 0));
        });
    }

    [Fact]
    public void Losses_are_told_as_plainly_as_wins()
    {
        RaceResult won = new(Find("perceptron"), 1, Side("Graph", 10), [Side("TorchSharp", 30)]);
        RaceResult lost = new(Find("matmul-64"), 1, Side("Graph", 10), [Side("TorchSharp", 20), Side("OpenBLAS", 5)]);
        Report report = new(
            "race", new DateOnly(2026, 1, 2), [("processor", "Z")], [won, lost], [Sample("matmul-64", seconds: 10)], ["a remark"]);
        string[] lines = Lines(report);
        Assert.Contains("| peer | OpenBLAS 1.0 |", lines);
        Assert.Contains("Of 2 workloads we are ahead in 1 and behind in 1. Geometric means of ratios: training steps 3.00, matrix products 0.50.", lines);
        Assert.Contains("| `perceptron` | 10 µs | 30 µs | 3.00 | 1 | 0 % | TorchSharp: way |", lines);
        Assert.Contains("| `matmul-64` | 10 µs | 5 µs | **0.50** | 1 | 0 % | OpenBLAS: way |", lines);
        // 2 · 64³ operations in 10 µs, of 100 a second.
        Assert.Contains("| `matmul-64` | 52.4 | 52428800000 % | – | 26.2 | 105 |", lines);
        Assert.Contains("| `matmul-64` | 0.50 | `k0` | 60 % | 33 % | contract\\|add |", lines);
        Assert.Contains("- a remark", lines);
    }

    [Fact]
    public void An_account_has_a_row_for_each_kernel_and_one_for_all_that_are_short()
    {
        ProfiledStep[] steps = [.. Enumerable.Range(0, 14).Select(place => Step($"k{place}", 14 - place, 100, 8))];
        Account account = new("perceptron", 200, new Profile("perceptron", 512, 1, 200, [.. steps], limits));
        string[] lines = Lines(new Report("race", default, [], [new(Find("perceptron"), 1, Side("Graph", 1), [])], [account], []));
        Assert.Contains("| `k0` | 1 | 14,000,000 | 7 % | 0 | 0 | 0 | 0 | 1,000,000 | 7 % | computing | contract\\|add |", lines);
        Assert.Contains("| 2 more | 2 | 3,000,000 | 2 % | 0 | 0 | 0 | 0 | 2,000,000 | 67 % |  |  |", lines);
        Assert.DoesNotContain(lines, line => line.Contains("`k12`", StringComparison.Ordinal));
        Assert.Contains("No peer took part.", lines);
    }

    [Fact]
    public void With_several_threads_it_is_told_how_much_faster_products_are()
    {
        RaceResult one = new(Find("matmul-512"), 1, Side("Graph", 30), []), two = new(Find("matmul-512"), 2, Side("Graph", 20, 16), []);
        string[] lines = Lines(new Report("race", default, [], [one, two], [], []));
        Assert.Contains("| `matmul-512` | 8,948 | – | – |", lines);
        Assert.Contains("| `matmul-512` | 16,777 | – | 1.88 |", lines);
    }

    [Fact]
    public void A_command_names_what_was_asked_for()
    {
        ImmutableArray<Workload> some = [.. Workload.All.Where(workload => workload.Name.StartsWith("mlp-32", StringComparison.Ordinal))];
        Assert.Equal(
            "race --only mlp-32-sgd mlp-32-adam --threads 1 2 --rounds 5 --report a.md",
            Report.CommandOf(new RaceRequest(some, [1, 2], 5, IsJson: false, "a.md")));
        Assert.Equal("race --threads 1 --rounds 3 --report a.md", Report.CommandOf(new RaceRequest(Workload.All, [1], 3, IsJson: true, "a.md")));
    }

    [Fact]
    public void A_processor_is_called_by_its_name()
    {
        Assert.Equal("AMD X 1: fast", MachineFacts.ProcessorName(["vendor_id\t: AMD", "model name\t: AMD X 1: fast", "model name\t: other"]));
        Assert.Null(MachineFacts.ProcessorName(["vendor_id\t: AMD"]));
    }

    private static ProductCase Tiny { get; } = new(8, 8, 8);

    private static Case Find(string name) => Case.All.Single(known => known.Name == name);

    private static SideRounds Side(string name, params ImmutableArray<double> rounds) => new(name, $"{name} 1.0", "way", rounds);

    private static ProfiledStep Step(string name, double seconds, long operations, long bytes) =>
        new(name, "contract|add", 1, seconds, operations, bytes, limits.CopyOf(bytes), limits);

    private static Account Sample(string name, double seconds) =>
        new(name, seconds, new Profile(name, 512, 1, seconds, [Step("k0", 6, 200, 8), Step("k1", 2, 20, 80)], limits));

    private static string[] Lines(Report report)
    {
        using StringWriter output = new();
        ReportText.Write(report, output);
        return output.ToString().Split(output.NewLine);
    }
}
