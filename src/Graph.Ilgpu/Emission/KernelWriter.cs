using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Writes a launch: which items a worker takes, the points of an item, and the stages at a point.</summary>
internal sealed class KernelWriter
{
    private readonly ThreadCode code;
    private readonly ILGenerator il;
    private readonly LoopKernel kernel;
    private readonly WorkPlan work;
    private readonly LocalBuilder worker;
    private readonly LocalBuilder item;
    private readonly ImmutableArray<StageWriter> stages;

    private KernelWriter(ILGenerator il, Launch launch, ImmutableArray<ElementType> parameters)
    {
        (this.il, kernel, work) = (il, launch.Kernel, launch.Work);
        code = new ThreadCode(il, launch, parameters);
        (worker, item) = (code.DeclareIndex(), code.DeclareIndex());
        stages = [.. Enumerable.Range(0, kernel.Stages.Count).Select(number => new StageWriter(code, number, item, worker))];
    }

    /// <summary>Writes the body of a method.</summary>
    /// <param name="il">The method's code.</param>
    /// <param name="launch">What is launched.</param>
    /// <param name="parameters">What the views hold that the method takes.</param>
    public static void Write(ILGenerator il, Launch launch, ImmutableArray<ElementType> parameters) =>
        new KernelWriter(il, launch, parameters).Write();

    private void Write()
    {
        Label end = il.DefineLabel();
        SetWorker(end);
        foreach (StageWriter stage in StagesOf(StagePhase.BeforePoints))
        {
            stage.Run();
        }
        if (work.IsByGroup && StagesOf(StagePhase.BeforePoints).Any())
        {
            // What was read before the points may be written at them.
            code.Barrier();
        }
        if (work.Workers == work.Items)
        {
            il.Emit(OpCodes.Ldloc, worker);
            il.Emit(OpCodes.Stloc, item);
            WriteItem();
        }
        else
        {
            code.Loop(item, () => il.Emit(OpCodes.Ldloc, worker), work.Items, work.Workers, WriteItem);
        }
        il.MarkLabel(end);
        il.Emit(OpCodes.Ret);
    }

    private IEnumerable<StageWriter> StagesOf(StagePhase phase) =>
        stages.Where((_, number) => kernel.Stages[number].Phase == phase);

    private void SetWorker(Label end)
    {
        code.PushGroup();
        code.Widen();
        if (!work.IsByGroup)
        {
            code.Index.Push((long)work.GroupSize);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Ldloc, code.Thread);
            code.Widen();
            il.Emit(OpCodes.Add);
        }
        il.Emit(OpCodes.Stloc, worker);
        if (!work.IsByGroup && work.Workers % work.GroupSize != 0)
        {
            il.Emit(OpCodes.Ldloc, worker);
            code.Index.Push(work.Workers);
            il.Emit(OpCodes.Bge, end);
        }
    }

    private void WriteItem()
    {
        LocalBuilder chunk = SetKept();
        foreach (StageWriter stage in StagesOf(StagePhase.AtPoint))
        {
            stage.BeginItem();
        }
        if (work.Rest.Count == 0)
        {
            WritePoint();
        }
        else
        {
            LocalBuilder rest = code.DeclareIndex();
            code.Loop(rest, () => il.Emit(OpCodes.Ldloc, chunk), work.RestPoints, work.Chunks, () =>
            {
                code.Decode(rest, work.Rest);
                WritePoint();
            });
        }
        foreach (StageWriter stage in StagesOf(StagePhase.AtPoint))
        {
            stage.EndItem();
        }
    }

    /// <summary>Sets the kept axes of the item; gives its chunk.</summary>
    private LocalBuilder SetKept()
    {
        if (work.Chunks == 1)
        {
            LocalBuilder none = code.DeclareIndex();
            code.Index.Push(0L);
            il.Emit(OpCodes.Stloc, none);
            code.Decode(item, work.Kept);
            return none;
        }
        (LocalBuilder point, LocalBuilder chunk) = (code.DeclareIndex(), code.DeclareIndex());
        (LocalBuilder minor, LocalBuilder major) = work.KeptFirst ? (point, chunk) : (chunk, point);
        code.Divide(item, work.KeptFirst ? work.Kept.Points() : work.Chunks, major, minor);
        code.Decode(point, work.Kept);
        return chunk;
    }

    private void WritePoint()
    {
        foreach (StageWriter stage in StagesOf(StagePhase.AtPoint))
        {
            stage.Run();
        }
    }
}
