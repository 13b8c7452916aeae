using System.Diagnostics;
using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// The body of a stage. What is the same for all points of a vector is computed by the scalar lane, at the outermost level where it is
/// known, and spread over a vector there if vectors need it.
/// </summary>
internal sealed class StageEmitter
{
    private readonly Frame frame;
    private readonly int number;
    private readonly StagePlan plan;
    private readonly PointMemory memory;
    private readonly IReadOnlyList<StageEmitter> earlier;
    private readonly LaneValue?[] scalars;
    private readonly LaneValue?[] vectors;
    private readonly PlaceEmitter?[] loads;
    private readonly LocalBuilder?[] misalignments;

    /// <summary>Plans the code of a stage.</summary>
    /// <param name="frame">The method.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="number">The stage's number.</param>
    /// <param name="nest">The loops around its body.</param>
    /// <param name="pointLevel">The level of the kernel's points, where totals are known.</param>
    /// <param name="earlier">The stages before it.</param>
    /// <param name="isStreaming">Whether stores go past the caches where they can.</param>
    public StageEmitter(
        Frame frame, LoopKernel kernel, int number, LoopNest nest, int pointLevel, IReadOnlyList<StageEmitter> earlier, bool isStreaming)
    {
        (this.frame, this.number, this.earlier, Nest) = (frame, number, earlier, nest);
        Stage = kernel.Stages[number];
        memory = new PointMemory(frame, nest);
        plan = new StagePlan(kernel, number, nest, pointLevel, [.. earlier.Select(stage => stage.plan)]);
        scalars = new LaneValue?[Stage.Body.Count];
        vectors = new LaneValue?[Stage.Body.Count];
        loads = [.. Stage.Body.Select((instruction, at) => plan.IsUsed(at) ? PlaceOf(kernel, instruction, at) : null)];
        Stores = [.. Stage.Effects.Select(effect => effect is Store store && plan.IsLive ? StorePlace(kernel, store) : null)];
        misalignments =
            [.. Stores.Select(place =>
                isStreaming && place is not null && CanStream(place) ? frame.MisalignmentOf(place.Place.Operand) : null)];
    }

    /// <summary>The stage.</summary>
    public Stage Stage { get; }

    /// <summary>The loops around its body.</summary>
    public LoopNest Nest { get; }

    /// <summary>Whether it has any points.</summary>
    public bool IsLive => plan.IsLive;

    /// <summary>How many of its instructions are code.</summary>
    public int InstructionCount => Enumerable.Range(0, Stage.Body.Count).Count(plan.IsUsed);

    /// <summary>The place of each store.</summary>
    public ImmutableArray<PlaceEmitter?> Stores { get; }

    /// <summary>The lane of its effects.</summary>
    public Lane Lane => Nest.Vector is null ? frame.Scalar : frame.Vector;

    /// <summary>Loads and stores.</summary>
    public PointMemory Memory => memory;

    /// <summary>Computes what is known at a level and not before it.</summary>
    public void Enter(int level)
    {
        for (int at = 0; at < Stage.Body.Count; at++)
        {
            if (!plan.IsUsed(at) || plan.LevelOf(at) != level || Stage.Body[at] is Immediate || plan.AliasOf(at) is not null)
            {
                continue;
            }
            if (plan.IsVector(at))
            {
                vectors[at] = VectorCode(at);
                continue;
            }
            scalars[at] = ScalarCode(at);
            if (plan.NeedsSplat(at))
            {
                vectors[at] = frame.Vector.Splat(scalars[at]!);
            }
        }
        foreach (PlaceEmitter? place in loads.Concat(Stores))
        {
            place?.Enter(level);
        }
    }

    /// <summary>The scalar of an instruction in the lane of the effects.</summary>
    public LaneValue Value(int at) => Nest.Vector is null ? Scalar(at) : Vector(at);

    /// <summary>Writes what a store says.</summary>
    public void Write(int effect)
    {
        (Store store, PlaceEmitter place) = ((Store)Stage.Effects[effect], Stores[effect]!);
        if (Nest.Vector is null)
        {
            memory.StoreOne(place, Scalar(store.Value), store.Kind);
            return;
        }
        memory.Store(place, Vector(store.Value), store.Kind, () => StoreIndices(store.Place), misalignments[effect]);
    }

    /// <summary>Branches where a guard holds at none of the points at hand.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="none">Where to.</param>
    /// <param name="mask">Which points count anyway; null for all.</param>
    /// <returns>Which of them it holds for; null for all.</returns>
    public LaneValue? BranchUnless(Guard guard, Label none, LaneValue? mask)
    {
        Nest.BranchUnless(guard.Bounds.Where(bound => !Nest.IsVector(bound.Map)), none);
        if (Nest.Vector is null)
        {
            return null;
        }
        if (!Nest.IsVector(guard) || memory.CanMask(guard))
        {
            return memory.MaskOf(guard.Bounds.Where(bound => Nest.IsVector(bound.Map)), mask);
        }
        LaneValue holds = memory.PerPoint(ElementType.Bool, () => TestOne(guard));
        return mask is null ? holds : frame.Vector.Apply(new Binary(BinaryKind.BitwiseAnd), ElementType.Bool, [holds, mask]);
    }

    private LaneValue Scalar(int at) => plan.AliasOf(at) is var (stage, value) ? earlier[stage].Scalar(value)
        : Stage.Body[at] is Immediate(var constant) ? frame.Scalar.Constant(constant)
        : scalars[at] ?? throw new UnreachableException($"%{at} of stage {number} is not there yet");

    private LaneValue Vector(int at) => plan.AliasOf(at) is var (stage, value) ? earlier[stage].Vector(value)
        : Stage.Body[at] is Immediate(var constant) ? frame.Vector.Constant(constant)
        : vectors[at] ?? throw new UnreachableException($"%{at} of stage {number} is not there yet as a vector");

    private LaneValue ScalarCode(int at) => Stage.Body[at] switch
    {
        IndexValue(var map, var element) => frame.Scalar.CountFrom(() => Nest.Push(map), 0, element),
        Test(var guard) => TestOne(guard),
        Load(_, var fill) => memory.LoadOne(loads[at]!, fill),
        Compute(var op, var element, var arguments) => frame.Scalar.Apply(op, element, [.. arguments.Select(Scalar)]),
        MultiplyAdd(var a, var b, var c, _) => frame.Scalar.MultiplyAdd(Scalar(a), Scalar(b), Scalar(c)),
        Earlier(var from, var effect, var element) => LeftBy(from, effect, element, frame.Scalar, at),
        var other => throw new UnreachableException($"there is no code for {other.GetType().Name}"),
    };

    private LaneValue VectorCode(int at) => Stage.Body[at] switch
    {
        IndexValue(var map, var element) => map.CoefficientOf(Nest.Vector!.Value) is { } stride
            ? frame.Vector.CountFrom(() => Nest.Push(map), stride, element)
            : memory.PerPoint(element, () => frame.Scalar.CountFrom(() => Nest.Push(map), 0, element)),
        Test(var guard) => memory.CanMask(guard) ? TestAll(guard) : memory.PerPoint(ElementType.Bool, () => TestOne(guard)),
        Load(var place, var fill) => memory.Load(loads[at]!, fill, () => StoreIndices(place)),
        Compute(var op, var element, var arguments) => frame.Vector.Apply(op, element, [.. arguments.Select(Vector)]),
        MultiplyAdd(var a, var b, var c, _) => frame.Vector.MultiplyAdd(Vector(a), Vector(b), Vector(c)),
        Earlier(var from, var effect, var element) => LeftBy(from, effect, element, frame.Vector, at),
        var other => throw new UnreachableException($"there is no code for {other.GetType().Name}"),
    };

    private LaneValue LeftBy(int from, int effect, ElementType element, Lane lane, int at)
    {
        if (frame.Totals.TryGetValue((from, effect), out LaneValue? total))
        {
            return total;
        }
        PlaceEmitter place = loads[at]!;
        return lane == frame.Vector && place.Access == Access.PerPoint
            ? memory.PerPoint(element, () => frame.Scalar.Load(place.PushAddress, element, null))
            : lane.Load(place.PushAddress, element, null);
    }

    private LaneValue TestOne(Guard guard)
    {
        ILGenerator il = frame.IL;
        Label none = il.DefineLabel();
        Label end = il.DefineLabel();
        LaneValue holds = frame.Scalar.Declare(ElementType.Bool);
        Nest.BranchUnless(guard.Bounds, none);
        frame.Scalar.Assign(holds, frame.Scalar.Constant(Literal.Scalar(true)));
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(none);
        frame.Scalar.Assign(holds, frame.Scalar.Constant(Literal.Scalar(false)));
        il.MarkLabel(end);
        return holds;
    }

    private LaneValue TestAll(Guard guard)
    {
        ImmutableArray<Bound> uniform = [.. guard.Bounds.Where(bound => !Nest.IsVector(bound.Map))];
        LaneValue? mask = null;
        if (uniform.Length > 0)
        {
            Guard first = uniform.Aggregate(Guard.Always, (both, bound) => both.And(Guard.Within(bound.Map, bound.Limit)));
            mask = frame.Vector.Splat(TestOne(first));
        }
        return memory.MaskOf(guard.Bounds.Where(bound => Nest.IsVector(bound.Map)), mask)!;
    }

    private void StoreIndices(Place place)
    {
        if (place.Indirection is { Index: var index } && plan.IsVector(index))
        {
            frame.Vector.Store(frame.PushIndexLine, Vector(index), null);
        }
    }

    private PlaceEmitter? PlaceOf(LoopKernel kernel, Instruction instruction, int at)
    {
        switch (instruction)
        {
            case Load(var place, _) when frame.Turned.TryGetValue((number, at), out TurnedLoad? turned):
                return new PlaceEmitter(frame.IL, Nest, turned.Row.Start, kernel.Operands[place.Operand].Type.Element,
                    new Place(-1, turned.Row.Map, place.Guard), turned.Row.Access, plan.LevelOf(at));
            case Load(var place, _):
                Access access = plan.IsVector(at) ? memory.AccessOf(place, instruction.Element, IsVectorIndex(place)) : Access.Uniform;
                return new PlaceEmitter(frame.IL, Nest, frame.Operands[place.Operand], kernel.Operands[place.Operand].Type.Element, place,
                    access, plan.LevelOf(at), IndexOf(place));
            case Earlier(var from, var effect, var element) when frame.Rows.TryGetValue((from, effect), out ScratchRow? row):
                Place left = new(-1, row.Map, Guard.Always);
                // Totals over the points lie as the stage that made them left them; vectors may run along another of their axes now.
                bool isCombined = kernel.Stages[from].Effects[effect] is Combine && plan.IsVector(at);
                return new PlaceEmitter(
                    frame.IL,
                    Nest,
                    row.Start,
                    element,
                    left,
                    isCombined ? memory.AccessOf(left, element, isIndexVector: false) : row.Access,
                    plan.LevelOf(at));
            default:
                return null;
        }
    }

    private PlaceEmitter StorePlace(LoopKernel kernel, Store store)
    {
        Place place = store.Place;
        ElementType element = kernel.Operands[place.Operand].Type.Element;
        Access access = memory.AccessOf(place, element, IsVectorIndex(place));
        // Where all points of a vector write to one place, they take their turns.
        access = Nest.Vector is not null && access == Access.Uniform ? Access.PerPoint : access;
        return new PlaceEmitter(frame.IL, Nest, frame.Operands[place.Operand], element, place, access, Nest.Depth, IndexOf(place));
    }

    /// <summary>Whether whole vectors lie at multiples of their size if the operand does, and are as long as the lane's.</summary>
    private bool CanStream(PlaceEmitter place)
    {
        int bytes = place.ElementBytes;
        return place.Access == Access.Contiguous && bytes >= sizeof(float) && place.IsAlignedTo((long)frame.Vector.Count * bytes);
    }

    private bool IsVectorIndex(Place place) => place.Indirection is { Index: var index } && plan.IsVector(index);

    private DataIndex? IndexOf(Place place) => place.Indirection is not { Index: var index } ? null
        : new DataIndex(plan.LevelOf(index), plan.IsVector(index), () => PushIndex(index));

    private void PushIndex(int index)
    {
        ElementType element = Stage.Body[index].Element;
        LaneValue value = plan.IsVector(index) ? frame.Scalar.Load(() => PushIndexInLine(element), element, null) : Scalar(index);
        frame.Scalar.Push(value);
        frame.IL.Emit(element is ElementType.U32 or ElementType.U8 ? OpCodes.Conv_U8 : OpCodes.Conv_I8);
    }

    private void PushIndexInLine(ElementType element)
    {
        frame.PushIndexLine();
        frame.IL.MoveBy(() => Nest.PushPoint(), element.ByteSize);
    }
}
