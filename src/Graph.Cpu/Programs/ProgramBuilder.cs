using System.Diagnostics;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Makes a plan runnable: code for its kernels, a layout for its frames, and steps that know their slots.</summary>
internal sealed class ProgramBuilder
{
    // By reference: what the kernels are equal to was found out once.
    private readonly Dictionary<ScheduledKernel, (KernelCode Code, double Work)> codes = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> path = [];
    private readonly ImmutableArray<TimedStep>.Builder timed = ImmutableArray.CreateBuilder<TimedStep>();
    private readonly double totalWork;
    private readonly bool sharesAlways;

    private ProgramBuilder(ExecutionPlan plan, Runtime runtime, LaneWidth width)
    {
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
    public FrameLayout Layout { get; } = new();

    /// <summary>Builds a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runtime">Has the code of kernels, or makes it.</param>
    /// <param name="width">The width of vectors.</param>
    public static (Body Body, FrameLayout Layout, ImmutableArray<TimedStep> Timed) Build(
        ExecutionPlan plan, Runtime runtime, LaneWidth width)
    {
        ProgramBuilder builder = new(plan, runtime, width);
        return (builder.BuildBody(plan, 0), builder.Layout, builder.timed.ToImmutable());
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

    private int Number(PlanStep step)
    {
        timed.Add(new TimedStep(string.Join('/', path), step));
        return timed.Count - 1;
    }

    private Body BuildBody(ExecutionPlan plan, long arenaStart)
    {
        path.Add(plan.Name);
        PlanSlots slots = new(plan, Layout, arenaStart);
        Layout.NeedArena(arenaStart + plan.ArenaBytes);
        long arenaEnd = arenaStart + FrameLayout.Align(plan.ArenaBytes);
        ImmutableArray<ProgramStep> steps = [.. plan.Steps.Select(step => BuildStep(plan, step, slots, arenaEnd)), .. slots.ResultCopies()];
        path.RemoveAt(path.Count - 1);
        return new Body(steps, slots.Bindings);
    }

    private ProgramStep BuildStep(ExecutionPlan plan, PlanStep step, PlanSlots slots, long arenaEnd)
    {
        int operands = slots.Take([.. step.Reads, .. step.Writes]);
        return step switch
        {
            KernelStep kernel => BuildKernel(kernel, operands),
            LibraryStep library => BuildLibrary(plan, library, operands),
            LoopStep loop => BuildLoop(loop, operands, arenaEnd),
            CallStep call => new CallProgramStep(BuildBody(call.Body, arenaEnd), operands),
            _ => throw Unknown(step),
        };
    }

    private CodeStep BuildKernel(KernelStep step, int operands)
    {
        (KernelCode code, double work) = codes[step.Scheduled];
        return BuildCode(code.Phases, code.SharedBytes, code.WorkerBytes, operands, work, step);
    }

    private CodeStep BuildLibrary(ExecutionPlan plan, LibraryStep step, int operands)
    {
        TensorType type = plan.Buffers[step.Reads[0]].Type;
        LibraryRoutine routine = step.Op switch
        {
            Sort(var axis, var descending) => SortRoutine.Make(type, axis, descending),
            Cumulative(var kind, var axis) => CumulativeRoutine.Make(type, kind, axis),
            _ => throw new UnreachableException($"there is no routine for {step.Op.Name}"),
        };
        return BuildCode([routine.ToPhase()], 0, routine.WorkerBytes, operands, WorkThreshold.Of(type, routine), step);
    }

    private CodeStep BuildCode(ImmutableArray<KernelPhase> phases, long shared, long worker, int operands, double work, PlanStep step)
    {
        Sharing sharing = Share(work);
        // Scratch for threads that would find no chunk may be more than the machine has.
        long mostThreads = sharing == Sharing.Alone ? 1 : phases.Max(phase => Math.Max(1, phase.Chunks));
        return new CodeStep(phases, operands, sharing, Layout.NeedScratch(shared, worker, mostThreads), Number(step));
    }

    private LoopProgramStep BuildLoop(LoopStep step, int operands, long arenaEnd)
    {
        Scan scan = step.Scan;
        int given = Layout.Take(step.Body.Parameters.Count + step.Body.Results.Count);
        int seconds = Layout.Take(scan.Carries);
        for (int carry = 0; carry < scan.Carries; carry++)
        {
            long byteCount = scan.Body.Results[carry].Type.ByteCount;
            Layout.PointIntoArena(seconds + carry, arenaEnd, byteCount);
            arenaEnd += FrameLayout.Align(Math.Max(1, byteCount));
        }
        ImmutableArray<bool> isInPlace = [.. Enumerable.Range(0, scan.Carries).Select(carry => IsInPlace(step.Body, carry))];
        return new LoopProgramStep(scan, BuildBody(step.Body, arenaEnd), operands, given, seconds, isInPlace);
    }

    private static bool IsInPlace(ExecutionPlan body, int carry)
    {
        int result = body.Results[carry];
        bool isWritten = result != body.Parameters[carry] && !body.Parameters.Contains(result);
        return body.Buffers[result].Location is InArgument(var parameter) && isWritten
            && (parameter == carry
                ? true
                : throw new UnreachableException($"carry {carry} of a loop is written over argument {parameter}"));
    }

    private static UnreachableException Unknown(PlanStep step) => new($"the CPU backend knows no {step.GetType().Name}");
}
