using System.Diagnostics;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// Makes a plan runnable on a device: code for its kernels, places for their scratch memory, steps that know their slots.
/// </summary>
internal sealed class DeviceProgramBuilder
{
    private readonly DeviceEngine engine;
    private readonly SlotTable slots;
    private readonly long scratchStart;
    private readonly Dictionary<KernelKey, DeviceKernel> kernels;

    public DeviceProgramBuilder(DeviceEngine engine, SlotTable slots)
    {
        (this.engine, this.slots) = (engine, slots);
        // Steps run one after the other, so that all of them may have the same scratch.
        scratchStart = slots.ArenaBytes;
        kernels = [];
    }

    /// <summary>Builds the steps of a plan.</summary>
    public DeviceBody Build(BodyOutline outline)
    {
        Compile(outline);
        return BodyOf(outline);
    }

    private static IEnumerable<(ScheduledKernel Kernel, KernelNames Names)> KernelsOf(BodyOutline body) => body.Steps.SelectMany(KernelsOf);

    private static IEnumerable<(ScheduledKernel Kernel, KernelNames Names)> KernelsOf(StepOutline step) => step switch
    {
        KernelOutline kernel => [(kernel.Step.Scheduled, KernelNames.Of(kernel))],
        LibraryOutline library =>
            DeviceRoutine.Of(library.Step.Op, library.Type).Kernels.Select(own => (own.Kernel, KernelNames.Of(library))),
        LoopOutline(_, var inner, _) => KernelsOf(inner),
        CallOutline(var inner, _) => KernelsOf(inner),
        CopyOutline => [],
        _ => throw Unknown(step),
    };

    private static UnreachableException Unknown(StepOutline step) => new($"the device backend knows no {step.GetType().Name}");

    private void Compile(BodyOutline outline)
    {
        ImmutableArray<(KernelKey Key, KernelNames Names)> all =
            [.. KernelsOf(outline).Select(own => (new KernelKey(own.Kernel), own.Names))];
        ImmutableArray<KernelKey> distinct = [.. all.Select(own => own.Key).Distinct()];
        try
        {
            foreach ((KernelKey key, DeviceKernel code) in distinct.Zip(engine.Kernels.Get(distinct, 0)))
            {
                kernels.Add(key, code);
            }
        }
        catch (KernelCompilationException failure)
        {
            throw all.First(own => own.Key.Kernel.Equals(failure.Kernel)).Names.NotCompiled(engine, failure);
        }
    }

    private DeviceBody BodyOf(BodyOutline outline) => new([.. outline.Steps.Select(StepOf)], outline.Bindings);

    private DeviceStep StepOf(StepOutline step) => step switch
    {
        KernelOutline kernel => KernelOf(kernel),
        LibraryOutline library => RoutineOf(library),
        LoopOutline(var loop, var body, _) => new LoopDeviceStep(loop, BodyOf(body)),
        CallOutline(var body, var operands) => new CallDeviceStep(BodyOf(body), operands),
        CopyOutline(var first, var byteCount) => new CopyDeviceStep(first, byteCount),
        _ => throw Unknown(step),
    };

    private LaunchStep KernelOf(KernelOutline kernel)
    {
        int[] operands = [.. Enumerable.Range(kernel.Operands, kernel.Step.Kernel.Operands.Count)];
        return new LaunchStep([.. LaunchesOf(kernel.Step.Scheduled, operands, scratchStart)], KernelNames.Of(kernel));
    }

    private LaunchStep RoutineOf(LibraryOutline library)
    {
        DeviceRoutine routine = DeviceRoutine.Of(library.Step.Op, library.Type);
        long free = scratchStart;
        int[] temporaries = new int[routine.Temporaries.Length];
        for (int place = 0; place < temporaries.Length; place++)
        {
            temporaries[place] = slots.Take(1);
            slots.PointIntoArena(temporaries[place], free, routine.Temporaries[place].ByteCount);
            free += routine.Temporaries[place].ByteCount.InWholeLines;
        }
        return new LaunchStep(
            [
                .. routine.Kernels.SelectMany(own => LaunchesOf(
                    own.Kernel,
                    [.. own.Operands.Select(operand => operand >= 0 ? library.Operands + operand : temporaries[~operand])],
                    free)),
            ],
            KernelNames.Of(library));
    }

    private IEnumerable<(LoadedLaunch, int[])> LaunchesOf(ScheduledKernel scheduled, int[] operands, long free)
    {
        DeviceKernel code = kernels[new KernelKey(scheduled)];
        int[] scratch = new int[code.Scratch.Length];
        for (int place = 0; place < scratch.Length; place++)
        {
            scratch[place] = slots.Take(1);
            slots.PointIntoArena(scratch[place], free, code.Scratch[place].ByteCount);
            free += code.Scratch[place].ByteCount.InWholeLines;
        }
        foreach (LoadedLaunch launch in code.Launches)
        {
            Launch source = launch.Method.Launch;
            yield return (launch, [.. operands, .. source.Reads.Concat(source.Behind).Select(own => scratch[own])]);
        }
    }
}
