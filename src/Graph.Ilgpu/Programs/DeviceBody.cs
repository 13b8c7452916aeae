using Graph.Lowering;
using ILGPU;
using ILGPU.Runtime;

namespace Graph.Ilgpu;

/// <summary>A run: the device, and where everything lies.</summary>
/// <param name="Engine">The device, which has the caller's turn.</param>
/// <param name="Table">The memory of all steps.</param>
internal sealed record DeviceRun(DeviceEngine Engine, ArrayView<byte>[] Table);

/// <summary>The steps of a plan, and which of their operands lie in what the caller gives.</summary>
/// <param name="Steps">The steps in order.</param>
/// <param name="Bindings">Slots, each with its place among what the caller gives: arguments, then results.</param>
internal sealed record DeviceBody(ImmutableArray<DeviceStep> Steps, ImmutableArray<(int Slot, int Place)> Bindings)
{
    /// <summary>Queues the steps.</summary>
    /// <param name="run">The memory.</param>
    /// <param name="given">The slot of the first argument; results follow the arguments.</param>
    public void Run(DeviceRun run, int given)
    {
        foreach ((int slot, int place) in Bindings)
        {
            run.Table[slot] = run.Table[given + place];
        }
        foreach (DeviceStep step in Steps)
        {
            step.Run(run);
        }
    }
}

/// <summary>A step that is ready to run.</summary>
internal abstract class DeviceStep
{
    /// <summary>Queues it.</summary>
    public abstract void Run(DeviceRun run);
}

/// <summary>Queues the launches of kernels.</summary>
/// <param name="launches">The launches, each with the slots of its parameters.</param>
/// <param name="names">Says which kernel it is, should it fail.</param>
internal sealed class LaunchStep(ImmutableArray<(LoadedLaunch Launch, int[] Slots)> launches, KernelNames names) : DeviceStep
{
    public override void Run(DeviceRun run)
    {
        foreach ((LoadedLaunch launch, int[] slots) in launches)
        {
            try
            {
                launch.Method.Stub(launch.Launcher, run.Engine.Stream, launch.Config, run.Table, slots);
            }
            catch (AcceleratorException failure)
            {
                throw names.Failed(run.Engine, failure);
            }
        }
    }
}

/// <summary>Copies a tensor.</summary>
internal sealed class CopyDeviceStep(int slots, long byteCount) : DeviceStep
{
    public override void Run(DeviceRun run) => new DevicePlaces(run, null, 0).Copy(slots, slots + 1, byteCount);
}

/// <summary>Runs a body once.</summary>
internal sealed class CallDeviceStep(DeviceBody body, int operands) : DeviceStep
{
    public override void Run(DeviceRun run) => body.Run(run, operands);
}

/// <summary>Runs a body once for each step of a scan.</summary>
internal sealed class LoopDeviceStep(LoopPlaces loop, DeviceBody body) : DeviceStep
{
    public override void Run(DeviceRun run) => loop.Run(new DevicePlaces(run, body, loop.Given));
}

/// <summary>The table of a run as a loop moves it.</summary>
internal readonly struct DevicePlaces(DeviceRun run, DeviceBody? body, int given) : IPlaces
{
    public void Set(int slot, int from) => run.Table[slot] = run.Table[from];

    public void Set(int slot, int from, long offset, long byteCount) =>
        run.Table[slot] = run.Table[from].SubView(offset, Math.Max(1, byteCount));

    public void Copy(int from, int to, long byteCount)
    {
        if (byteCount > 0)
        {
            run.Table[from].SubView(0, byteCount).CopyTo(run.Engine.Stream, run.Table[to].SubView(0, byteCount));
        }
    }

    public void RunBody() => body!.Run(run, given);
}
