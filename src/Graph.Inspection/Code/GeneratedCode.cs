using System.Reflection;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>The code of the kernels of a plan, to be looked at: made as a backend on the processor's cores makes it.</summary>
public sealed class GeneratedCode
{
    private readonly ImmutableArray<PlannedKernel> kernels;
    private readonly CodeAssembly assembly;
    private readonly Lazy<AssemblyReader> reader;
    private readonly Lazy<ImmutableDictionary<string, NativeMethod>> native;

    private GeneratedCode(ImmutableArray<PlannedKernel> kernels, LaneWidth width)
    {
        (this.kernels, Width) = (kernels, width);
        assembly = CodeAssembly.Emit([.. kernels.Select(kernel => kernel.Step.Scheduled)], width);
        reader = new Lazy<AssemblyReader>(() => new AssemblyReader(assembly.Image));
        native = new Lazy<ImmutableDictionary<string, NativeMethod>>(() =>
            NativeMethod.Of([.. assembly.Kernels.SelectMany(Methods).DistinctBy(method => method.Name)])
                .ToImmutableDictionary(method => method.Name));
    }

    /// <summary>How wide its vectors are.</summary>
    public LaneWidth Width { get; }

    /// <summary>The machine code of each kernel's methods, kernel by kernel.</summary>
    /// <exception cref="GraphException">The runtime does not tell where it put the code.</exception>
    public ImmutableArray<NativeMethod> Native =>
        [.. assembly.Kernels.SelectMany(Methods).DistinctBy(method => method.Name).Select(method => native.Value[method.Name])];

    /// <summary>The code of a plan.</summary>
    /// <param name="plan">The plan; the kernels of loops and calls are there, too.</param>
    /// <param name="width">How wide vectors are; null for the widest that the processor has.</param>
    public static GeneratedCode Of(ExecutionPlan plan, LaneWidth? width = null) =>
        new(PlannedKernel.Of(plan), width ?? Cpu.MachineTarget.Width);

    /// <summary>Each kernel as IL.</summary>
    public ImmutableArray<StepPart> Il() => Print(reader.Value.Il);

    /// <summary>Each kernel as C#, read back from its IL.</summary>
    public ImmutableArray<StepPart> CSharp() => Print(reader.Value.CSharp);

    /// <summary>Each kernel as machine code.</summary>
    /// <exception cref="GraphException">The processor is none of x86-64, or the runtime does not tell where it put the code.</exception>
    public ImmutableArray<StepPart> MachineCode() => Print(method => MachineCodeText.Print(native.Value[method]));

    private ImmutableArray<StepPart> Print(Func<string, string> print)
    {
        ImmutableArray<StepPart>.Builder parts = ImmutableArray.CreateBuilder<StepPart>(kernels.Length);
        Dictionary<string, string> first = [];
        foreach ((PlannedKernel kernel, KernelCode code) in kernels.Zip(assembly.Kernels))
        {
            string[] methods = [.. Methods(code).Select(method => method.Name)];
            // Kernels of one structure share their code.
            parts.Add(new StepPart(
                kernel.Name,
                first.TryAdd(methods[0], kernel.Name)
                    ? $"// {kernel.Name}: {kernel.Step.Fuses}\n{string.Join("\n", methods.Select(print))}"
                    : $"// {kernel.Name}: {kernel.Step.Fuses}; the code of {first[methods[0]]}\n"));
        }
        return parts.ToImmutable();
    }

    private static IEnumerable<MethodInfo> Methods(KernelCode code) => code.Phases.Select(phase => phase.Method.Method);
}
