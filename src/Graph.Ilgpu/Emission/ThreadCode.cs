using System.Reflection;
using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Lowering;
using ILGPU;

namespace Graph.Ilgpu;

/// <summary>What all code of one kernel shares: its lane, its views of memory, the values of axes.</summary>
internal sealed class ThreadCode
{
    private static readonly MethodInfo barrier = ((Action)Group.Barrier).Method;
    private static readonly MethodInfo threadIndex = typeof(Group).GetProperty(nameof(Group.IdxX))!.GetMethod!;
    private static readonly MethodInfo groupIndex = typeof(Grid).GetProperty(nameof(Grid.IdxX))!.GetMethod!;
    private static readonly MethodInfo allocate =
        typeof(SharedMemory).GetMethod(nameof(SharedMemory.Allocate), 1, [typeof(int)])!;

    private readonly Dictionary<LoopAxis, LocalBuilder> axes = [];
    private readonly Dictionary<(ElementType Element, int Use), LocalBuilder> shared = [];
    private readonly ImmutableArray<ElementType> parameters;
    private LocalBuilder? half;

    public ThreadCode(ILGenerator il, Launch launch, ImmutableArray<ElementType> parameters)
    {
        (IL, Launch, this.parameters) = (il, launch, parameters);
        IsNarrow = FitsInt32(launch);
        Lane = new DeviceLane(il);
        Index = new IndexCode(il, axis => il.Emit(OpCodes.Ldloc, LocalOf(axis)), IsNarrow);
        Thread = il.DeclareLocal(typeof(int));
        il.Emit(OpCodes.Call, threadIndex);
        il.Emit(OpCodes.Stloc, Thread);
    }

    /// <summary>Where the code goes.</summary>
    public ILGenerator IL { get; }

    /// <summary>What is written.</summary>
    public Launch Launch { get; }

    /// <summary>The lane of a thread.</summary>
    public Lane Lane { get; }

    /// <summary>Writes index maps.</summary>
    public IndexCode Index { get; }

    /// <summary>Whether indices are int32.</summary>
    public bool IsNarrow { get; }

    /// <summary>The number of the thread in its group, an int32.</summary>
    public LocalBuilder Thread { get; }

    /// <summary>What stages have left to later ones in locals.</summary>
    public Dictionary<(int Stage, int Effect), LaneValue> Left { get; } = [];

    /// <summary>Memory of the group with what stages have left at inner points.</summary>
    public Dictionary<(int Stage, int Effect), LocalBuilder> RowsInGroup { get; } = [];

    /// <summary>The distance in a <see cref="GroupTree"/>, an int32.</summary>
    public LocalBuilder Half => half ??= IL.DeclareLocal(typeof(int));

    /// <summary>The parameter with a scratch operand.</summary>
    public int ParameterOf(int scratch) => Launch.Kernel.Operands.Count + Launch.Behind.IndexOf(scratch);

    /// <summary>The type of the elements of a view.</summary>
    public static Type StoredType(ElementType element) => element switch
    {
        ElementType.F32 => typeof(float),
        ElementType.F64 => typeof(double),
        ElementType.I32 => typeof(int),
        ElementType.I64 => typeof(long),
        ElementType.U32 => typeof(uint),
        ElementType.U8 or ElementType.Bool => typeof(byte),
    };

    /// <summary>The type of a view of elements.</summary>
    public static Type ViewOf(Type element) => typeof(ArrayView<>).MakeGenericType(element);

    /// <summary>Pushes the number of the group, an int32.</summary>
    public void PushGroup() => IL.Emit(OpCodes.Call, groupIndex);

    /// <summary>Waits for all threads of the group.</summary>
    public void Barrier() => IL.Emit(OpCodes.Call, barrier);

    /// <summary>The local with the value of an axis.</summary>
    public LocalBuilder LocalOf(LoopAxis axis)
    {
        if (!axes.TryGetValue(axis, out LocalBuilder? local))
        {
            local = DeclareIndex();
            axes.Add(axis, local);
        }
        return local;
    }

    /// <summary>A fresh local for an index.</summary>
    public LocalBuilder DeclareIndex() => IL.DeclareLocal(IsNarrow ? typeof(int) : typeof(long));

    /// <summary>Makes an index of the int32 on the stack.</summary>
    public void Widen()
    {
        if (!IsNarrow)
        {
            IL.Emit(OpCodes.Conv_I8);
        }
    }

    /// <summary>Pushes a reference to an element of a parameter.</summary>
    public void PushElement(int parameter, Action pushIndex)
    {
        IL.Emit(OpCodes.Ldarga, (short)parameter);
        PushItem(StoredType(parameters[parameter]), pushIndex);
    }

    /// <summary>
    /// Memory of the group, an element for each thread; one for each type and use. To be asked for before any loop, as is all memory of
    /// groups.
    /// </summary>
    public LocalBuilder Shared(ElementType element, int use = 0)
    {
        if (!shared.TryGetValue((element, use), out LocalBuilder? view))
        {
            view = AllocateShared(element, Launch.Work.GroupSize);
            shared.Add((element, use), view);
        }
        return view;
    }

    /// <summary>Memory of the group.</summary>
    public LocalBuilder AllocateShared(ElementType element, long count)
    {
        LocalBuilder view = IL.DeclareLocal(ViewOf(StoredType(element)));
        IL.Emit(OpCodes.Ldc_I4, checked((int)count));
        IL.Emit(OpCodes.Call, allocate.MakeGenericMethod(StoredType(element)));
        IL.Emit(OpCodes.Stloc, view);
        return view;
    }

    /// <summary>Pushes a reference to an element of a local with a view.</summary>
    public void PushItem(LocalBuilder view, Action pushIndex)
    {
        IL.Emit(OpCodes.Ldloca, view);
        PushItem(view.LocalType.GetGenericArguments()[0], pushIndex);
    }

    /// <summary>for (index = the int or long that is pushed; index &lt; count; index += step) body.</summary>
    public void Loop(LocalBuilder index, Action pushStart, long count, long step, Action body)
    {
        Label test = IL.DefineLabel();
        Label start = IL.DefineLabel();
        pushStart();
        IL.Emit(OpCodes.Stloc, index);
        IL.Emit(OpCodes.Br, test);
        IL.MarkLabel(start);
        body();
        IL.Emit(OpCodes.Ldloc, index);
        Index.Push(step);
        IL.Emit(OpCodes.Add);
        IL.Emit(OpCodes.Stloc, index);
        IL.MarkLabel(test);
        IL.Emit(OpCodes.Ldloc, index);
        Index.Push(count);
        IL.Emit(OpCodes.Blt, start);
    }

    /// <summary>quotient = number / divisor; remainder = number % divisor. The number is not negative; either may take its place.</summary>
    public void Divide(LocalBuilder number, long divisor, LocalBuilder quotient, LocalBuilder remainder)
    {
        IL.Emit(OpCodes.Ldloc, number);
        Index.Push(divisor);
        IL.Emit(OpCodes.Rem_Un);
        IL.Emit(OpCodes.Ldloc, number);
        Index.Push(divisor);
        IL.Emit(OpCodes.Div_Un);
        IL.Emit(OpCodes.Stloc, quotient);
        IL.Emit(OpCodes.Stloc, remainder);
    }

    /// <summary>Sets the axes to the point of a row-major number.</summary>
    public void Decode(LocalBuilder number, IReadOnlyList<LoopAxis> digits)
    {
        LocalBuilder rest = number;
        for (int place = digits.Count - 1; place >= 0; place--)
        {
            if (place > 0)
            {
                LocalBuilder next = DeclareIndex();
                Divide(rest, digits[place].Size, next, LocalOf(digits[place]));
                rest = next;
            }
            else
            {
                IL.Emit(OpCodes.Ldloc, rest);
                IL.Emit(OpCodes.Stloc, LocalOf(digits[place]));
            }
        }
    }

    private void PushItem(Type element, Action pushIndex)
    {
        pushIndex();
        IL.Emit(OpCodes.Call, ViewOf(element).GetMethod("get_Item", [IsNarrow ? typeof(int) : typeof(long)])!);
    }

    /// <summary>How many elements of scratch memory an effect of a stage may have.</summary>
    private static long ScratchOf(Stage stage, WorkPlan work) => stage.Effects.Any(effect => effect is Keep or Combine)
        ? checked(stage.Axes.Points() * Math.Max(work.Items, work.Workers))
        : 0;

    private static bool FitsInt32(Launch launch)
    {
        const long most = int.MaxValue;
        LoopKernel kernel = launch.Kernel;
        WorkPlan work = launch.Work;
        long counts = kernel.Operands.Select(operand => operand.Type.ElementCount).DefaultIfEmpty(0).Max();
        // An index goes on by one step behind the last point.
        long steps = Math.Max(work.Items + work.Workers, work.RestPoints + work.Chunks);
        IEnumerable<IndexMap> maps = kernel.Stages.SelectMany(stage =>
            stage.Body.SelectMany(instruction => instruction.Maps()).Concat(stage.Effects.SelectMany(effect => effect.Maps())));
        return counts < most && steps < most && work.Groups * work.GroupSize < most
            && kernel.Stages.All(stage => stage.Axes.Points() < most - work.GroupSize && ScratchOf(stage, work) < most)
            && maps.All(map => map.Minimum > -most / 2 && map.Maximum < most / 2);
    }
}
