using Graph.Lowering;
using ILGPU;

namespace Graph.Ilgpu;

/// <summary>A plan with code for its kernels on a device, made by <see cref="IlgpuBackend"/>.</summary>
/// <remarks>
/// Runs on one device take turns. A run queues its work and returns; what it computes stays on the device until somebody reads it.
/// </remarks>
public sealed class IlgpuProgram : IProgram
{
    private readonly DeviceEngine engine;
    private readonly DeviceBody body;
    private readonly SlotTable slots;
    private readonly ArgumentSizes sizes;
    private readonly ImmutableArray<string> purposes;
    private readonly int given;
    private readonly ArrayView<byte>[] table;
    private readonly DeviceRun run;

    internal IlgpuProgram(ExecutionPlan plan, DeviceEngine engine)
    {
        (Plan, this.engine) = (plan, engine);
        (BodyOutline outline, slots) = BodyOutline.Of(plan);
        body = new DeviceProgramBuilder(engine, slots).Build(outline);
        sizes = new ArgumentSizes(plan);
        purposes =
        [
            .. plan.Parameters.Select(number => $"the argument %{plan.Buffers[number].Name} of @{plan.Name}"),
            .. plan.Results.Select(number => $"the result %{plan.Buffers[number].Name} of @{plan.Name}"),
            $"the intermediates of @{plan.Name}",
            $"a constant of @{plan.Name}",
        ];
        given = slots.Take(plan.Parameters.Count + plan.Results.Count);
        table = new ArrayView<byte>[slots.Slots];
        run = new DeviceRun(engine, table);
    }

    /// <inheritdoc/>
    public ExecutionPlan Plan { get; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results)
    {
        bool hasBegun = false;
        Run(arguments, results, ref hasBegun);
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun)
    {
        sizes.Check(arguments, results);
        lock (engine.Turn)
        {
            engine.Collect();
            Bind(arguments, results);
            hasBegun = true;
            body.Run(run, given);
            foreach (Buffer result in results)
            {
                engine.MirrorOf(result, "").Written();
            }
        }
    }

    private void Bind(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results)
    {
        ArrayView<byte> arena = engine.Workspace(slots.ArenaBytes, purposes[^2]);
        foreach ((int slot, long offset, long byteCount) in slots.InArena)
        {
            table[slot] = arena.SubView(offset, Math.Max(1, byteCount));
        }
        foreach ((int slot, Literal value) in slots.Constants)
        {
            table[slot] = engine.ToRead(value.Buffer, purposes[^1]);
        }
        for (int place = 0; place < arguments.Length; place++)
        {
            table[given + place] = engine.ToRead(arguments[place], purposes[place]);
        }
        for (int place = 0; place < results.Length; place++)
        {
            table[given + arguments.Length + place] = engine.MirrorOf(results[place], purposes[arguments.Length + place]).Block.View;
        }
    }
}
