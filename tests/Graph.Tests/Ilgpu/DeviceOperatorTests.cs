using Graph.Ilgpu;
using Graph.Reference;
using Graph.Tests.Lowering;

namespace Graph.Tests.Ilgpu;

/// <summary>Every operator on a device against the reference.</summary>
public sealed class DeviceOperatorTests
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Operators => [.. OperatorSamples.All.Select(sample => sample.Operator.Name).Distinct()];

    /// <summary>
    /// On an OpenCL device, where compiling a kernel takes a third of a second: of each operator and its element types the sample with most
    /// elements.
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(Operators))]
    public void An_operator_on_OpenCL_is_what_the_reference_says(string name)
    {
        IlgpuBackend backend = Accelerators.OpenCL;
        foreach (OperatorSample sample in Samples(name).GroupBy(Types).Select(group => group.MaxBy(Size)!))
        {
            Check(backend, sample);
        }
    }

    /// <summary>On ILGPU's simulator, which compiles fast and runs slowly: all samples of operators that samples are few of, a part of others.</summary>
    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_on_the_simulator_is_what_the_reference_says(string name)
    {
        ImmutableArray<OperatorSample> samples = [.. Samples(name)];
        int step = Math.Max(1, samples.Length / 20);
        for (int place = 0; place < samples.Length; place += step)
        {
            Check(Accelerators.Simulator, samples[place]);
        }
    }

    private static IEnumerable<OperatorSample> Samples(string name) => OperatorSamples.All.Where(sample => sample.Operator.Name == name);

    private static string Types(OperatorSample sample) =>
        string.Join(' ', sample.Arguments.Select(argument => argument.Type.Element).Concat(sample.Computation.Results.Select(result => result.Type.Element)));

    private static long Size(OperatorSample sample) =>
        sample.Arguments.Select(argument => argument.Type.ElementCount).Append(0).Sum() + sample.Computation.Results.Sum(result => result.Type.ElementCount);

    private static void Check(IlgpuBackend backend, OperatorSample sample)
    {
        ImmutableArray<Literal> expected = Interpreter.Evaluate(sample.Computation, sample.Arguments);
        ImmutableArray<Literal> actual = Accelerators.Run(backend, sample.Computation, sample.Arguments);
        for (int place = 0; place < expected.Length; place++)
        {
            Columns.AssertClose(expected[place], actual[place], $"result {place} of {sample} on {backend.DeviceName}");
        }
    }
}
