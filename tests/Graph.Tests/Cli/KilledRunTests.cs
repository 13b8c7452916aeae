using System.Diagnostics;
using System.Globalization;
using Graph.Cli;

namespace Graph.Tests.Cli;

/// <summary>Runs that are ended from outside: what is on the disk then, and what becomes of it.</summary>
[Collection(nameof(AloneCollection))]
public sealed class KilledRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graph-kills-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_that_is_killed_time_and_again_ends_with_the_same_bits()
    {
        KilledRuns runs = new(folder, epochs: 30);
        string expected = runs.Undisturbed();
        (string result, int kills) = runs.Killed("killed", kills: 3, new Random(2));
        Assert.Equal(expected, result);
        Assert.InRange(kills, 1, 3);
    }

    [Fact]
    public void Ctrl_C_ends_the_run_behind_a_step_and_saved()
    {
        KilledRuns runs = new(folder, epochs: 30);
        string expected = runs.Undisturbed();
        using Process process = runs.Start("stopped", resumes: true);
        KilledRuns.WaitForTraining(process);
        using (Process signal = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            signal.WaitForExit();
        }
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((ExitCode.Interrupted, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
        Assert.EndsWith("stopped and saved; the same command with --resume goes on\n", output, StringComparison.Ordinal);
        using Process again = runs.Start("stopped", resumes: true);
        Assert.Equal(expected, runs.End(again, "stopped"));
    }

    [Fact]
    public void A_disk_that_is_full_is_told_in_one_sentence_and_the_old_checkpoint_is_whole()
    {
        KilledRuns before = new(folder, epochs: 1), after = new(folder, epochs: 3);
        string expected = after.Undisturbed();
        using Process first = before.Start("full", resumes: false);
        before.End(first, "full");
        using (Process full = after.Start("full", resumes: true, limit: 64))
        {
            string output = full.StandardOutput.ReadToEnd(), error = full.StandardError.ReadToEnd();
            full.WaitForExit();
            Assert.Contains("resumed from step 20", output, StringComparison.Ordinal);
            Assert.Equal(ExitCode.BadUsage, full.ExitCode);
            Assert.Matches(@"^graph: '.*step-0000000022\.safetensors' cannot be written: no file may be so large there\n$", error);
        }
        using Process again = after.Start("full", resumes: true);
        Assert.Equal(expected, after.End(again, "full"));
    }
}
