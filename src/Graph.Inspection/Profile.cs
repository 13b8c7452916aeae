using Graph.Cpu;
using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>What a step of a plan took, beside what the machine could do.</summary>
/// <param name="Name">The kernel's name in the plan, or the operator of a step that is no kernel.</param>
/// <param name="Fuses">The operators it came from.</param>
/// <param name="Runs">How often it ran in one run of the plan.</param>
/// <param name="Time">How long all of these took: the median over the runs of the plan.</param>
/// <param name="Operations">
/// What all of these computed, in the units of <see cref="CostModel"/>: an addition, multiplication or comparison is one, an elementary function the 16 or so of its polynomial.
/// </param>
/// <param name="Bytes">What all of these read and wrote, each tensor once a run.</param>
/// <param name="Copy">How fast that many bytes are copied.</param>
/// <param name="Limits">What the machine can do at most.</param>
public sealed record ProfiledStep(string Name, string Fuses, long Runs, TimeSpan Time, long Operations, long Bytes, CopyLimit Copy, MachineLimits Limits)
{
    /// <summary>Operations a second.</summary>
    public double OperationsPerSecond => Operations / Time.TotalSeconds;

    /// <summary>Bytes a second.</summary>
    public double BytesPerSecond => Bytes / Time.TotalSeconds;

    /// <summary>The share that it reaches of the limit that it is nearer to, computing or copying.</summary>
    public double ShareOfLimit => Math.Max(OperationsPerSecond / Limits.OperationsPerSecond, BytesPerSecond / Copy.BytesPerSecond);

    /// <summary>Whether that is the limit of copying.</summary>
    public bool IsBoundByCopying => BytesPerSecond / Copy.BytesPerSecond >= OperationsPerSecond / Limits.OperationsPerSecond;
}

/// <summary>Where the time of a training step goes.</summary>
/// <param name="Name">The model.</param>
/// <param name="Width">The width of vectors, in bits.</param>
/// <param name="Runs">How many runs were measured, after some that were not.</param>
/// <param name="Time">How long a run took with nobody measuring its steps: the median.</param>
/// <param name="Steps">The steps, in the order in which they run.</param>
/// <param name="Limits">What the machine can do at most.</param>
public sealed record Profile(string Name, int Width, int Runs, TimeSpan Time, ImmutableArray<ProfiledStep> Steps, MachineLimits Limits)
{
    /// <summary>From which share of a limit on a step counts as near it.</summary>
    public const double NearLimit = 0.7;

    private const int FewestRuns = 5, MostRuns = 200, WarmUps = 3;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1.5);

    /// <summary>The share of the time of all steps that is spent in steps near a limit.</summary>
    public double ShareNearLimit => Steps.Where(step => step.ShareOfLimit >= NearLimit).Sum(step => step.Time.TotalSeconds) / Steps.Sum(step => step.Time.TotalSeconds);

    /// <summary>Runs the training step of a model on drawn data and measures it.</summary>
    /// <param name="compilation">The model; its kernels should be scheduled for the backend's target.</param>
    /// <param name="backend">What runs it; null for the defaults.</param>
    public static Profile Of(Compilation compilation, CpuBackend? backend = null)
    {
        backend ??= new CpuBackend();
        CpuProgram program = backend.Compile(compilation.Plan);
        StepData data = new(compilation.Plan, backend);
        List<TimeSpan> whole = [];
        List<ImmutableArray<StepTime>> steps = [];
        long begin = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int run = -WarmUps; run < FewestRuns || (run < MostRuns && System.Diagnostics.Stopwatch.GetElapsedTime(begin) < patience); run++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            program.Run(data.Arguments, data.Results);
            TimeSpan taken = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            ImmutableArray<StepTime> times = program.Profile(data.Arguments, data.Results);
            if (run >= 0)
            {
                whole.Add(taken);
                steps.Add(times);
            }
        }
        MachineLimits limits = MachineLimits.Measure(backend.Target, backend.Threads);
        Dictionary<object, string> names = new(ReferenceEqualityComparer.Instance);
        foreach (PlannedKernel kernel in PlannedKernel.Of(compilation.Plan))
        {
            names.Add(kernel.Step, kernel.Name);
        }
        return new Profile(
            compilation.Source.Name,
            backend.Width switch
            {
                Codegen.LaneWidth.ScalarLane => 32,
                Codegen.LaneWidth.Lane128 => 128,
                Codegen.LaneWidth.Lane256 => 256,
                Codegen.LaneWidth.Lane512 => 512,
            },
            whole.Count,
            Median(whole),
            [.. steps[0].Select((step, place) => Profiled(step, Median(steps.Select(run => run[place].Time)), names, limits))],
            limits);
    }

    private static ProfiledStep Profiled(StepTime step, TimeSpan time, Dictionary<object, string> names, MachineLimits limits) => step.Step switch
    {
        KernelStep kernel => new ProfiledStep(
            names[kernel], kernel.Fuses, step.Runs, time, CostModel.Operations(kernel.Kernel) * step.Runs, CostModel.Bytes(kernel.Kernel) * step.Runs,
            limits.CopyOf(CostModel.Bytes(kernel.Kernel)), limits),
        LibraryStep library => new ProfiledStep(library.Op.Name, library.Op.Name, step.Runs, time, 0, 0, limits.Copies[^1], limits),
        _ => throw new System.Diagnostics.UnreachableException($"a {step.Step.GetType().Name} has no time of its own"),
    };

    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        TimeSpan median = sorted[sorted.Length / 2];
        // What is done between two ticks of the clock has taken up to one.
        return median > TimeSpan.Zero ? median : TimeSpan.FromTicks(1);
    }
}
