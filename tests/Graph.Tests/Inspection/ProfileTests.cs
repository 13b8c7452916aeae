using System.Text.Json;
using Graph.Cpu;
using Graph.Inspection;
using Graph.Lowering;
using Graph.Tests.Cpu;

namespace Graph.Tests.Inspection;

[Collection(nameof(AloneCollection))]
public sealed class ProfileTests
{
    [Theory]
    [InlineData("mnist-mlp")]
    [InlineData("char-rnn")]
    public void Every_kernel_of_a_step_is_measured(string model)
    {
        CpuBackend backend = Runs.Backend();
        Compilation compilation = DumpTests.Small(model);
        Profile profile = Profile.Of(compilation, backend);
        ImmutableArray<PlannedKernel> kernels = PlannedKernel.Of(compilation.Plan);
        Assert.Equal(kernels.Select(kernel => kernel.Name), profile.Steps.Select(step => step.Name));
        Assert.All(profile.Steps, step => Assert.True(step.Seconds > 0 && step.Runs > 0 && step.ShareOfLimit > 0));
        foreach ((PlannedKernel kernel, ProfiledStep step) in kernels.Zip(profile.Steps))
        {
            // char-rnn has a loop over five characters.
            Assert.Equal(kernel.Name.Contains('/', StringComparison.Ordinal) ? 5 : 1, step.Runs);
            Assert.Equal(step.Runs * CostModel.Bytes(kernel.Step.Kernel), step.Bytes);
        }
        JsonElement json = JsonDocument.Parse(ProfileJson.Print(profile)).RootElement;
        Assert.Equal(kernels.Length, json.GetProperty("kernels").GetArrayLength());
        Assert.Equal(profile.ShareNearLimit, json.GetProperty("shareNearLimit").GetDouble());
        Assert.Equal(["L1", "L2", "L3", "memory"], json.GetProperty("limits").GetProperty("copies").EnumerateObject().Select(copy => copy.Name));
    }

    [Fact]
    public void The_share_near_a_limit_is_that_of_the_time()
    {
        MachineLimits limits = new(1, 100, [new CopyLimit("L1", 64, 1000), new CopyLimit("memory", long.MaxValue, 10)]);
        ProfiledStep[] steps =
        [
            // Computes 75 of the 100 operations a second that it could.
            new("a", "", 1, 3, 225, 30, limits.CopyOf(30), limits),
            // Moves 8 of the 10 bytes a second.
            new("b", "", 1, 1, 1, 8, limits.CopyOf(65), limits),
            // Near none: 30 bytes are moved by 1000 a second.
            new("c", "", 1, 4, 4, 30, limits.CopyOf(64), limits),
        ];
        Profile profile = new("sample", 512, 1, 8, [.. steps], limits);
        Assert.Equal([0.75, 0.8, 0.01], steps.Select(step => Math.Round(step.ShareOfLimit, 12)));
        Assert.Equal([false, true, false], steps.Select(step => step.IsBoundByCopying));
        Assert.Equal(0.5, profile.ShareNearLimit);
    }

    [Fact]
    public void A_machine_has_limits()
    {
        MachineLimits limits = MachineLimits.Measure(new Target(512, 32, 1 << 14, 1 << 18, 1 << 20), threads: 2);
        Assert.Equal(["L1", "L2", "L3", "memory"], limits.Copies.Select(copy => copy.Name));
        Assert.All(limits.Copies, copy => Assert.InRange(copy.BytesPerSecond, 1e8, 1e13));
        Assert.InRange(limits.OperationsPerSecond, 1e8, 1e14);
        Assert.Equal((2L << 14, 1L << 20), (limits.Copies[0].ByteCount, limits.Copies[2].ByteCount));
    }

    [Fact]
    public void Memory_is_measured_behind_all_caches_together()
    {
        // The second caches of 64 cores hold more than the last one.
        Target target = new(512, 32, 1 << 15, 1 << 21, 1 << 25);
        ImmutableArray<(string Name, long Fitting, long Copied)> levels = MachineLimits.Levels(target, 64);
        long all = (64L << 15) + (64L << 21) + (1L << 25);
        Assert.InRange(levels[3].Copied, 2 * all, 8 * all);
        Assert.All(levels.SkipLast(1), level => Assert.InRange(level.Copied, 1, level.Fitting - 1));
        Assert.Equal(levels.OrderBy(level => level.Fitting), levels);
    }
}
