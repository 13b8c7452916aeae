using System.Diagnostics;
using Graph.Cpu;
using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>What a step of a plan took, beside what the machine could do.</summary>
/// <param name="Name">The kernel's name in the plan, or the operator of a step that is no kernel.</param>
/// <param name="Fuses">The operators it came from.</param>
/// <param name="Runs">How often it ran in one run of the plan.</param>
/// <param name="Seconds">How long all of these took: the median over the runs of the plan.</param>
/// <param name="Operations">
/// What all of these computed, in the units of <see cref="CostModel"/>: an addition, multiplication or comparison is one, an elementary
/// function the 16 or so of its polynomial.
/// </param>
/// <param name="Bytes">What all of these read and wrote, each tensor once a run.</param>
/// <param name="Copy">How fast that many bytes are copied.</param>
/// <param name="Limits">What the machine can do at most.</param>
public sealed record ProfiledStep(
    string Name, string Fuses, long Runs, double Seconds, long Operations, long Bytes, CopyLimit Copy, MachineLimits Limits)
{
    /// <summary>Operations a second.</summary>
    public double OperationsPerSecond => Operations / Seconds;

    /// <summary>Bytes a second.</summary>
    public double BytesPerSecond => Bytes / Seconds;

    /// <summary>How long it would take at the limit that it is nearer to, computing or copying.</summary>
    public double IdealSeconds => Math.Max(Operations / Limits.OperationsPerSecond, Bytes / Copy.BytesPerSecond);

    /// <summary>The share that it reaches of that limit.</summary>
    public double ShareOfLimit => IdealSeconds / Seconds;

    /// <summary>Whether that is the limit of copying.</summary>
    public bool IsBoundByCopying => BytesPerSecond / Copy.BytesPerSecond >= OperationsPerSecond / Limits.OperationsPerSecond;
}

/// <summary>Where the time of a plan goes, such as that of a training step.</summary>
/// <param name="Name">The model.</param>
/// <param name="Width">The width of vectors, in bits.</param>
/// <param name="Runs">How many runs were measured, after some that were not.</param>
/// <param name="Seconds">How long a run took with nobody measuring its steps: the median.</param>
/// <param name="Steps">The steps, in the order in which they run.</param>
/// <param name="Limits">What the machine can do at most.</param>
public sealed record Profile(string Name, int Width, int Runs, double Seconds, ImmutableArray<ProfiledStep> Steps, MachineLimits Limits)
{
    /// <summary>From which share of a limit on a step counts as near it.</summary>
    public const double NearLimit = 0.7;

    private const int FewestRuns = 5, MostRuns = 200, WarmUps = 3;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1.5);

    /// <summary>The share of the time of all steps that is spent in steps near a limit.</summary>
    public double ShareNearLimit =>
        Steps.Where(step => step.ShareOfLimit >= NearLimit).Sum(step => step.Seconds) / Steps.Sum(step => step.Seconds);

    /// <summary>How long all steps would take, each at its own limit.</summary>
    public double IdealSeconds => Steps.Sum(step => step.IdealSeconds);

    /// <summary>Runs the training step of a model on drawn data and measures it.</summary>
    /// <param name="compilation">The model; its kernels should be scheduled for the backend's target.</param>
    /// <param name="backend">What runs it; null for the defaults.</param>
    public static Profile Of(Compilation compilation, CpuBackend? backend = null)
    {
        backend ??= new CpuBackend();
        return Of(compilation.Source.Name, compilation.Plan, backend, StepData.Drawn(compilation.Plan, backend));
    }

    /// <summary>Runs a plan and measures it.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="plan">The plan; its kernels should be scheduled for the backend's target.</param>
    /// <param name="backend">What runs it.</param>
    /// <param name="arguments">A buffer for each parameter; those of donated ones are changed.</param>
    /// <param name="limits">What the machine can do at most with the backend's threads; measured unless given.</param>
    public static Profile Of(
        string name, ExecutionPlan plan, CpuBackend backend, ImmutableArray<Buffer> arguments, MachineLimits? limits = null)
    {
        CpuProgram program = backend.Compile(plan);
        StepData data = new(plan, backend, arguments);
        List<double> whole = [];
        List<ImmutableArray<StepTime>> steps = [];
        long begin = Stopwatch.GetTimestamp();
        for (int run = -WarmUps; run < FewestRuns || (run < MostRuns && Stopwatch.GetElapsedTime(begin) < patience); run++)
        {
            long start = Stopwatch.GetTimestamp();
            program.Run(data.Arguments, data.Results);
            double taken = (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;
            ImmutableArray<StepTime> times = program.Profile(data.Arguments, data.Results);
            if (run >= 0)
            {
                whole.Add(taken);
                steps.Add(times);
            }
        }
        limits ??= MachineLimits.Measure(backend.Target, backend.Threads);
        Dictionary<object, string> names = new(ReferenceEqualityComparer.Instance);
        foreach (PlannedKernel kernel in PlannedKernel.Of(plan))
        {
            names.Add(kernel.Step, kernel.Name);
        }
        Dictionary<object, long> bytes = new(ReferenceEqualityComparer.Instance);
        CountRoutines(plan, bytes);
        return new Profile(
            name,
            backend.Width switch
            {
                Codegen.LaneWidth.ScalarLane => 32,
                Codegen.LaneWidth.Lane128 => 128,
                Codegen.LaneWidth.Lane256 => 256,
                Codegen.LaneWidth.Lane512 => 512,
            },
            whole.Count,
            Median(whole),
            [.. steps[0].Select((step, place) => Profiled(step, Median(steps.Select(run => run[place].Seconds)), names, bytes, limits))],
            limits);
    }

    private static ProfiledStep Profiled(
        StepTime step, double seconds, Dictionary<object, string> names, Dictionary<object, long> bytes,
        MachineLimits limits) => step.Step switch
        {
            KernelStep kernel => new ProfiledStep(
                names[kernel], kernel.Fuses, step.Runs, seconds, CostModel.Operations(kernel.Kernel) * step.Runs,
                CostModel.Bytes(kernel.Kernel) * step.Runs,
                limits.CopyOf(CostModel.Bytes(kernel.Kernel)), limits),
            LibraryStep library => new ProfiledStep(
                library.Op.Name, library.Op.Name, step.Runs, seconds, 0, bytes[library] * step.Runs, limits.CopyOf(bytes[library]), limits),
            _ => throw new UnreachableException($"a {step.Step.GetType().Name} has no time of its own"),
        };

    /// <summary>What the steps with routines of their own read and write, each tensor once; those of loops and calls included.</summary>
    private static void CountRoutines(ExecutionPlan plan, Dictionary<object, long> bytes)
    {
        foreach (PlanStep step in plan.Steps)
        {
            switch (step)
            {
                case LibraryStep:
                    bytes.Add(step, step.Reads.Concat(step.Writes).Sum(buffer => plan.Buffers[buffer].Type.ByteCount));
                    break;
                case LoopStep loop:
                    CountRoutines(loop.Body, bytes);
                    break;
                case CallStep call:
                    CountRoutines(call.Body, bytes);
                    break;
                case KernelStep:
                    break;
                default:
                    throw new UnreachableException($"{step.GetType().Name} reads and writes something unknown");
            }
        }
    }

    private static double Median(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        // What is done between two ticks of the clock has taken up to one.
        return Math.Max(sorted[sorted.Length / 2], 1.0 / Stopwatch.Frequency);
    }
}
