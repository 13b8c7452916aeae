using System.Diagnostics;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Makes a plan runnable: code for its kernels, a layout for its frames, and steps that know their slots.</summary>
internal sealed class ProgramBuilder
{
    // By reference: what the kernels are equal to was found out once.
    private readonly Dictionary<ScheduledKernel, (KernelCode Code, double Work)> codes = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<TimedStep>.Builder timed = ImmutableArray.CreateBuilder<TimedStep>();
    private readonly double totalWork;
    private readonly bool sharesAlways;

    private ProgramBuilder(ExecutionPlan plan, SlotTable slots, Runtime runtime, LaneWidth width)
    {
        Layout = new FrameLayout(slots);
        sharesAlways = runtime.Options.SharesAlways;
        ImmutableArray<ScheduledKernel> kernels = [.. KernelsOf(plan).Distinct(ReferenceEqualityComparer.Instance).Cast<ScheduledKernel>()];
        ImmutableArray<KernelKey> keys = [.. kernels.Select(kernel => new KernelKey(kernel))];
        ImmutableArray<KernelKey> distinct = [.. keys.Distinct()];
        Dictionary<KernelKey, (KernelCode, double)> known = distinct.Zip(runtime.Kernels.Get(distinct, width))
            .ToDictionary(pair => pair.First, pair => (pair.Second, WorkThreshold.Of(pair.First.Kernel)));
        for (int place = 0; place < kernels.Length; place++)
        {
            codes.Add(kernels[place], known[keys[place]]);
        }
        totalWork = WorkThreshold.Total(plan, kernel => codes[kernel].Work);
    }

    /// <summary>What the frames of the plan hold.</summary>
    public FrameLayout Layout { get; }

    /// <summary>Builds a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runtime">Has the code of kernels, or makes it.</param>
    /// <param name="width">The width of vectors.</param>
    public static (Body Body, FrameLayout Layout, ImmutableArray<TimedStep> Timed) Build(
        ExecutionPlan plan, Runtime runtime, LaneWidth width)
    {
        (BodyOutline outline, SlotTable slots) = BodyOutline.Of(plan);
        ProgramBuilder builder = new(plan, slots, runtime, width);
        return (builder.BuildBody(outline), builder.Layout, builder.timed.ToImmutable());
    }

    /// <summary>The kernels of a plan and of the bodies in it.</summary>
    public static IEnumerable<ScheduledKernel> KernelsOf(ExecutionPlan plan) => plan.Steps.SelectMany(step => step switch
    {
        KernelStep kernel => [kernel.Scheduled],
        LoopStep loop => KernelsOf(loop.Body),
        CallStep call => KernelsOf(call.Body),
        LibraryStep => [],
        _ => throw Unknown(step),
    });

    private Sharing Share(double work) => sharesAlways ? Sharing.WithAll : WorkThreshold.Share(work, Math.Max(work, totalWork));

    private int Number(string path, PlanStep step)
    {
        timed.Add(new TimedStep(path, step));
        return timed.Count - 1;
    }

    private Body BuildBody(BodyOutline body) => new([.. body.Steps.Select(BuildStep)], body.Bindings);

    private ProgramStep BuildStep(StepOutline step) => step switch
    {
        KernelOutline kernel => BuildKernel(kernel),
        LibraryOutline library => BuildLibrary(library),
        LoopOutline(var loop, var body, _) => new LoopProgramStep(loop, BuildBody(body)),
        CallOutline(var body, var operands) => new CallProgramStep(BuildBody(body), operands),
        CopyOutline(var slots, var byteCount) => new CopyStep(slots, byteCount),
        _ => throw new UnreachableException($"the CPU backend knows no {step.GetType().Name}"),
    };

    private CodeStep BuildKernel(KernelOutline kernel)
    {
        (KernelCode code, double work) = codes[kernel.Step.Scheduled];
        return BuildCode(code.Phases, code.SharedBytes, code.WorkerBytes, kernel.Operands, work, Number(kernel.Path, kernel.Step));
    }

    private CodeStep BuildLibrary(LibraryOutline library)
    {
        LibraryRoutine routine = library.Step.Op switch
        {
            Sort(var axis, var descending) => SortRoutine.Make(library.Type, axis, descending),
            Cumulative(var kind, var axis) => CumulativeRoutine.Make(library.Type, kind, axis),
            var other => throw new UnreachableException($"there is no routine for {other.Name}"),
        };
        double work = WorkThreshold.Of(library.Type, routine);
        return BuildCode([routine.ToPhase()], 0, routine.WorkerBytes, library.Operands, work, Number(library.Path, library.Step));
    }

    private CodeStep BuildCode(ImmutableArray<KernelPhase> phases, long shared, long worker, int operands, double work, int number)
    {
        Sharing sharing = Share(work);
        // Scratch for threads that would find no chunk may be more than the machine has.
        long mostThreads = sharing == Sharing.Alone ? 1 : phases.Max(phase => Math.Max(1, phase.Chunks));
        return new CodeStep(phases, operands, sharing, Layout.NeedScratch(shared, worker, mostThreads), number);
    }

    private static UnreachableException Unknown(PlanStep step) => new($"the CPU backend knows no {step.GetType().Name}");
}
