using Graph.Cli;

namespace Graph.Tests.Cli;

/// <summary>Alone, since it counts what the process compiles.</summary>
[Collection(nameof(AloneCollection))]
public sealed class CheckBackendTests
{
    [Fact]
    public void Check_runs_on_the_backend_that_is_asked_for()
    {
        long before = Runtime.Default.KernelCache.Misses;
        Assert.Equal((ExitCode.Success, ""), (CommandLineTests.Run("check add gather --backend reference").Code, CommandLineTests.Run("check add gather --json").Error));
        Assert.Equal(before, Runtime.Default.KernelCache.Misses);
        (int code, string output, string error) = CommandLineTests.Run("check add gather --backend cpu --json");
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Equal(6, output.Count(character => character == '\n'));
        Assert.True(Runtime.Default.KernelCache.Misses > before);
    }
}
