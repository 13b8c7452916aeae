using System.Runtime.Intrinsics.X86;

namespace Graph.Tests.Codegen;

/// <summary>Generated code also runs on processors that have less than this one.</summary>
public class InstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    public void Lanes_kernels_and_programs_work_without(string set) => ChildProcess.RunTests(
        new Dictionary<string, string> { [set] = "0", [SwitchedOffTests.Variable] = set },
        typeof(SwitchedOffTests), typeof(LaneOperatorTests), typeof(LaneMemoryTests), typeof(LaneFoldTests), typeof(LaneGroupTests),
        typeof(SelectedKernelTests), typeof(TurnedLoadTests), typeof(SharedRestTests));
}

/// <summary>Whether a switch does something, asked in the process that has it.</summary>
public class SwitchedOffTests
{
    /// <summary>The environment variable that names the switch.</summary>
    public const string Variable = "GRAPH_TESTS_SWITCHED_OFF";

    [Fact]
    public void What_is_switched_off_is_off() => Assert.False(Environment.GetEnvironmentVariable(Variable) switch
    {
        "DOTNET_EnableAVX512" => Avx512F.IsSupported,
        "DOTNET_EnableAVX2" => Avx2.IsSupported,
        "DOTNET_EnableAVX" => Avx.IsSupported,
        _ => false,
    });
}
