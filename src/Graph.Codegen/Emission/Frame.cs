using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>What a stage leaves in scratch memory for later ones.</summary>
/// <param name="Start">A local with the address of the first element.</param>
/// <param name="Map">Where the element of a point lies, in axes of the stage.</param>
/// <param name="Access">How the points of a vector lie.</param>
internal sealed record ScratchRow(LocalBuilder Start, IndexMap Map, Access Access);

/// <summary>What all code of one method shares: its lanes, its memory, and what its stages leave to later ones.</summary>
internal sealed class Frame
{
    // Elements of up to 8 bytes for up to 16 points.
    private const long LineBytes = 128;

    private readonly Dictionary<LoopAxis, LocalBuilder> axes = [];
    private readonly Dictionary<int, LocalBuilder> aligned = [];
    private readonly LocalBuilder worker;
    private readonly long valueLine;
    private readonly long indexLine;

    /// <summary>The beginning of a method.</summary>
    public Frame(ILGenerator il, LaneWidth width, int operandCount, ScratchLayout scratch)
    {
        IL = il;
        Scratch = scratch;
        Scalar = Lane.Create(LaneWidth.ScalarLane, il);
        Vector = width == LaneWidth.ScalarLane ? Scalar : Lane.Create(width, il);
        worker = il.DeclareAddress();
        Shared = il.DeclareAddress();
        valueLine = scratch.Take(LineBytes);
        indexLine = scratch.Take(LineBytes);
        il.Emit(OpCodes.Ldarg_2);
        il.Pop(worker);
        il.Emit(OpCodes.Ldarg_1);
        il.Pop(Shared);
        Operands = [.. Enumerable.Range(0, operandCount).Select(LoadOperand)];
        Points = new Points(Vector.Count, null);
    }

    /// <summary>Where the code goes.</summary>
    public ILGenerator IL { get; }

    /// <summary>The lane of one point.</summary>
    public Lane Scalar { get; }

    /// <summary>The lane of the vectors; where there are none, that of one point.</summary>
    public Lane Vector { get; }

    /// <summary>Whether there are vectors.</summary>
    public bool HasVectors => Vector.Count > 1;

    /// <summary>The address of each operand.</summary>
    public ImmutableArray<LocalBuilder> Operands { get; }

    /// <summary>The address of the shared scratch.</summary>
    public LocalBuilder Shared { get; }

    /// <summary>The worker's scratch.</summary>
    public ScratchLayout Scratch { get; }

    /// <summary>Which points of the vector in the making are there.</summary>
    public Points Points { get; set; }

    /// <summary>Totals that stages have made, by stage and effect.</summary>
    public Dictionary<(int Stage, int Effect), LaneValue> Totals { get; } = [];

    /// <summary>Rows that stages have left in scratch memory, by stage and effect.</summary>
    public Dictionary<(int Stage, int Effect), ScratchRow> Rows { get; } = [];

    /// <summary>What is turned round for some rows at a time, by stage and instruction.</summary>
    public Dictionary<(int Stage, int Value), TurnedLoad> Turned { get; } = [];

    /// <summary>The local with the value of an axis.</summary>
    public LocalBuilder LocalOf(LoopAxis axis)
    {
        if (!axes.TryGetValue(axis, out LocalBuilder? local))
        {
            local = IL.DeclareIndex();
            axes.Add(axis, local);
        }
        return local;
    }

    /// <summary>A local that is not 0 where an operand begins at no multiple of 64 bytes; written before any loop.</summary>
    public LocalBuilder MisalignmentOf(int operand)
    {
        if (!aligned.TryGetValue(operand, out LocalBuilder? local))
        {
            local = IL.DeclareLocal(typeof(int));
            IL.Push(Operands[operand]);
            IL.Emit(OpCodes.Conv_I4);
            IL.Emit(OpCodes.Ldc_I4, Buffer.Alignment - 1);
            IL.Emit(OpCodes.And);
            IL.Pop(local);
            aligned.Add(operand, local);
        }
        return local;
    }

    /// <summary>Pushes an address in the worker's scratch.</summary>
    public void PushScratch(long offset)
    {
        IL.Push(worker);
        IL.MoveBy(offset);
    }

    /// <summary>Pushes the address of the line through which values go to and from vectors.</summary>
    public void PushValueLine() => PushScratch(valueLine);

    /// <summary>Pushes the address of the line through which the indices of a vector's points go.</summary>
    public void PushIndexLine() => PushScratch(indexLine);

    /// <summary>A local with an address in the worker's scratch.</summary>
    public LocalBuilder ScratchAddress(long offset)
    {
        LocalBuilder address = IL.DeclareAddress();
        PushScratch(offset);
        IL.Pop(address);
        return address;
    }

    private LocalBuilder LoadOperand(int operand)
    {
        LocalBuilder address = IL.DeclareAddress();
        IL.Emit(OpCodes.Ldarg_0);
        IL.MoveBy((long)operand * sizeof(long));
        IL.Emit(OpCodes.Ldind_I);
        IL.Pop(address);
        return address;
    }
}

/// <summary>Which points of a vector are there.</summary>
/// <param name="Count">How many, from the first one on.</param>
/// <param name="Mask">True at these; null where all are there.</param>
internal sealed record Points(int Count, LaneValue? Mask);
