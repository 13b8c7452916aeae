using System.Reflection.Emit;
using Graph.Codegen;

namespace Graph.Ilgpu;

/// <summary>
/// What the threads of a group hold becomes one, known to all: thread t takes what thread t + n/2 has, then t + n/4, and so on, so that the
/// order is always the same.
/// </summary>
/// <param name="code">The kernel's code.</param>
internal sealed class GroupTree(ThreadCode code)
{
    private readonly ILGenerator il = code.IL;

    /// <summary>Combines a value.</summary>
    /// <param name="kind">How.</param>
    /// <param name="value">The thread's own; then that of all.</param>
    /// <param name="memory">An element for each thread.</param>
    public void Fold(ReduceKind kind, LaneValue value, LocalBuilder memory) => Fold(
        () =>
        {
            LaneValue other = code.Lane.Load(() => PushOther(code, memory), value.Element, null);
            code.Lane.Assign(value, code.Lane.Combine(kind, value, other));
        },
        (value, memory));

    /// <summary>Combines values that belong together.</summary>
    /// <param name="take">Combines the thread's own values with those at <see cref="PushOther"/>.</param>
    /// <param name="values">Each value, and an element for each thread.</param>
    public void Fold(Action take, params ImmutableArray<(LaneValue Value, LocalBuilder Memory)> values)
    {
        Label again = il.DefineLabel();
        Label others = il.DefineLabel();
        LocalBuilder half = code.Half;
        Publish(values);
        il.Emit(OpCodes.Ldc_I4, code.Launch.Work.GroupSize / 2);
        il.Emit(OpCodes.Stloc, half);
        il.MarkLabel(again);
        code.Barrier();
        il.Emit(OpCodes.Ldloc, code.Thread);
        il.Emit(OpCodes.Ldloc, half);
        il.Emit(OpCodes.Bge, others);
        take();
        Publish(values);
        il.MarkLabel(others);
        il.Emit(OpCodes.Ldloc, half);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Shr);
        il.Emit(OpCodes.Stloc, half);
        il.Emit(OpCodes.Ldloc, half);
        il.Emit(OpCodes.Brtrue, again);
        code.Barrier();
        foreach ((LaneValue value, LocalBuilder memory) in values)
        {
            code.Lane.Assign(value, code.Lane.Load(() => code.PushItem(memory, () => code.Index.Push(0L)), value.Element, null));
        }
        // The memory is free for the next total when all have read it.
        code.Barrier();
    }

    /// <summary>Pushes a reference to what the thread at half of the rest's distance has.</summary>
    public static void PushOther(ThreadCode code, LocalBuilder memory) => code.PushItem(memory, () =>
    {
        code.IL.Emit(OpCodes.Ldloc, code.Thread);
        code.IL.Emit(OpCodes.Ldloc, code.Half);
        code.IL.Emit(OpCodes.Add);
        code.Widen();
    });

    private void Publish(ImmutableArray<(LaneValue Value, LocalBuilder Memory)> values)
    {
        foreach ((LaneValue value, LocalBuilder memory) in values)
        {
            code.Lane.Store(
                () => code.PushItem(memory, () =>
                {
                    il.Emit(OpCodes.Ldloc, code.Thread);
                    code.Widen();
                }),
                value,
                null);
        }
    }
}
