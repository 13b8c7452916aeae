using System.Diagnostics;
using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>Writes the instructions of a stage: those that are the same for all terms of a point before its loops.</summary>
internal sealed class BodyWriter
{
    private readonly ThreadCode code;
    private readonly ILGenerator il;
    private readonly Lane lane;
    private readonly LoopKernel kernel;
    private readonly Stage stage;
    private readonly LocalBuilder worker;
    private readonly LaneValue?[] values;
    private readonly bool[] isTerm;

    public BodyWriter(ThreadCode code, int number, LocalBuilder worker)
    {
        (this.code, il, lane, this.worker) = (code, code.IL, code.Lane, worker);
        kernel = code.Launch.Kernel;
        stage = kernel.Stages[number];
        values = new LaneValue?[stage.Body.Count];
        isTerm = LoopCost.TermsOf(kernel, stage);
    }

    /// <summary>The stage.</summary>
    public Stage Stage => stage;

    /// <summary>The scalar of an instruction.</summary>
    public LaneValue Value(int at) => stage.Body[at] is Immediate(var constant)
        ? lane.Constant(constant)
        : values[at] ?? throw new UnreachableException($"%{at} is not there yet");

    /// <summary>Computes what is the same for all terms.</summary>
    public void WritePoint() => Write(isOfTerm: false);

    /// <summary>Computes the rest.</summary>
    public void WriteTerm() => Write(isOfTerm: true);

    /// <summary>Computes one scalar and what it needs, at the axes as they stand.</summary>
    public LaneValue WriteOnly(int value)
    {
        bool[] isNeeded = stage.Needed(value);
        for (int at = 0; at < stage.Body.Count; at++)
        {
            if (isNeeded[at] && stage.Body[at] is not Immediate)
            {
                values[at] = Code(stage.Body[at]);
            }
        }
        return Value(value);
    }

    /// <summary>Pushes a reference to a place that is there.</summary>
    public void PushPlace(Place place) => code.PushElement(place.Operand, () =>
    {
        code.Index.Push(place.Map);
        if (place.Indirection is { } by)
        {
            PushIndex(by.Index);
            if (code.IsNarrow)
            {
                il.Emit(OpCodes.Conv_I4);
            }
            code.Index.Push(by.Stride);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
        }
    });

    /// <summary>Branches where there is no place.</summary>
    public void BranchUnlessThere(Place place, Label none)
    {
        code.Index.BranchUnless(place.Guard.Bounds, none);
        if (place.Indirection is { } by)
        {
            PushIndex(by.Index);
            il.Emit(OpCodes.Ldc_I8, by.Limit);
            il.Emit(OpCodes.Bge_Un, none);
        }
    }

    /// <summary>Pushes a reference to where a stage of the same axes left the value of the inner point at hand.</summary>
    public void PushRow((int Stage, int Effect) left, LocalBuilder? inGroup)
    {
        Sequence<LoopAxis> axes = kernel.Stages[left.Stage].Axes;
        if (inGroup is not null)
        {
            code.PushItem(inGroup, () => code.Index.Push(WorkPlan.Flat(axes)));
            return;
        }
        code.PushElement(code.ParameterOf(code.Launch.Rows[left]), () =>
        {
            // Threads next to each other take elements next to each other.
            IndexMap flat = WorkPlan.Flat(axes);
            if (code.Launch.Work.IsByGroup)
            {
                il.Emit(OpCodes.Ldloc, worker);
                code.Index.Push(axes.Points());
                il.Emit(OpCodes.Mul);
                code.Index.Push(flat);
            }
            else
            {
                code.Index.Push(flat);
                code.Index.Push(code.Launch.Work.Workers);
                il.Emit(OpCodes.Mul);
                il.Emit(OpCodes.Ldloc, worker);
            }
            il.Emit(OpCodes.Add);
        });
    }

    private void Write(bool isOfTerm)
    {
        for (int at = 0; at < stage.Body.Count; at++)
        {
            if (isTerm[at] == isOfTerm && stage.Body[at] is not Immediate)
            {
                values[at] = Code(stage.Body[at]);
            }
        }
    }

    private LaneValue Code(Instruction instruction) => instruction switch
    {
        IndexValue(var map, var element) => lane.CountFrom(() => PushWide(map), 0, element),
        Test(var guard) => TestOf(guard),
        Load(var place, var fill) => LoadOf(place, fill),
        Compute(var op, var element, var arguments) => lane.Apply(op, element, [.. arguments.Select(Value)]),
        MultiplyAdd(var a, var b, var c, _) => lane.MultiplyAdd(Value(a), Value(b), Value(c)),
        Earlier(var from, var effect, var element) => code.Left.TryGetValue((from, effect), out LaneValue? left)
            ? left
            : lane.Load(() => PushRow((from, effect), code.RowsInGroup.GetValueOrDefault((from, effect))), element, null),
        _ => throw new UnreachableException($"there is no code for {instruction.GetType().Name}"),
    };

    private void PushWide(IndexMap map)
    {
        code.Index.Push(map);
        if (code.IsNarrow)
        {
            il.Emit(OpCodes.Conv_I8);
        }
    }

    private LaneValue TestOf(Guard guard)
    {
        Label none = il.DefineLabel();
        LaneValue holds = lane.Declare(ElementType.Bool);
        lane.Assign(holds, lane.Constant(Literal.Scalar(false)));
        code.Index.BranchUnless(guard.Bounds, none);
        lane.Assign(holds, lane.Constant(Literal.Scalar(true)));
        il.MarkLabel(none);
        return holds;
    }

    private LaneValue LoadOf(Place place, Literal fill)
    {
        if (place.Guard.IsAlways && place.Indirection is null)
        {
            return lane.Load(() => PushPlace(place), fill.Element, null);
        }
        Label none = il.DefineLabel();
        LaneValue value = lane.Declare(fill.Element);
        lane.Assign(value, lane.Constant(fill));
        BranchUnlessThere(place, none);
        lane.Assign(value, lane.Load(() => PushPlace(place), fill.Element, null));
        il.MarkLabel(none);
        return value;
    }

    private void PushIndex(int index)
    {
        lane.Push(Value(index));
        il.Emit(stage.Body[index].Element is ElementType.U32 or ElementType.U8 ? OpCodes.Conv_U8 : OpCodes.Conv_I8);
    }
}
