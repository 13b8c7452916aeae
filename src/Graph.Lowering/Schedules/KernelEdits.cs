using System.Diagnostics;

namespace Graph.Lowering;

/// <summary>What rewrites of kernels are made of: other axes, other numbers of scalars, bodies without what nobody uses.</summary>
internal static class KernelEdits
{
    /// <summary>The kernel with each axis replaced in all maps and guards, and its lists of axes changed.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="replace">The value of an axis in the new ones.</param>
    /// <param name="axes">The new list for a list of axes: of the kernel, a stage, or those that a total keeps.</param>
    public static LoopKernel WithAxes(
        this LoopKernel kernel, Func<LoopAxis, IndexMap> replace, Func<Sequence<LoopAxis>, Sequence<LoopAxis>> axes) => kernel with
        {
            Axes = axes(kernel.Axes),
            Stages = [.. kernel.Stages.Select(stage => stage.WithAxes(replace, axes))],
        };

    private static Stage WithAxes(
        this Stage stage, Func<LoopAxis, IndexMap> replace, Func<Sequence<LoopAxis>, Sequence<LoopAxis>> axes) => stage with
        {
            Axes = axes(stage.Axes),
            Body = [.. stage.Body.Select(instruction => instruction.WithAxes(replace))],
            Effects = [.. stage.Effects.Select(effect => effect.WithAxes(replace, axes))],
        };

    /// <summary>The instruction with each axis replaced.</summary>
    public static Instruction WithAxes(this Instruction instruction, Func<LoopAxis, IndexMap> replace) => instruction switch
    {
        IndexValue index => index with { Map = index.Map.Substitute(replace) },
        Test test => new Test(test.Guard.Substitute(replace)),
        Load load => load with { Place = load.Place.WithAxes(replace) },
        RandomWord random => random with { Counter = random.Counter.Substitute(replace) },
        Immediate or Compute or MultiplyAdd or Earlier => instruction,
        _ => throw new UnreachableException($"{instruction.GetType().Name} has unknown axes"),
    };

    private static Effect WithAxes(
        this Effect effect, Func<LoopAxis, IndexMap> replace, Func<Sequence<LoopAxis>, Sequence<LoopAxis>> axes) => effect switch
        {
            Store store => store with { Place = store.Place.WithAxes(replace) },
            Total total => total with { Guard = total.Guard.Substitute(replace) },
            ProductTotal total => total with { Guard = total.Guard.Substitute(replace) },
            Combine combine => combine with { Kept = axes(combine.Kept) },
            Keep or Extremum => effect,
            _ => throw new UnreachableException($"{effect.GetType().Name} has unknown axes"),
        };

    private static Place WithAxes(this Place place, Func<LoopAxis, IndexMap> replace) =>
        place with { Map = place.Map.Substitute(replace), Guard = place.Guard.Substitute(replace) };

    /// <summary>The index maps of an instruction, those of its guard among them.</summary>
    public static IEnumerable<IndexMap> Maps(this Instruction instruction) => instruction switch
    {
        IndexValue(var map, _) => [map],
        Test(var guard) => guard.Maps(),
        Load(var place, _) => place.Maps(),
        RandomWord(_, _, var counter, _) => [counter],
        Immediate or Compute or MultiplyAdd or Earlier => [],
        _ => throw new UnreachableException($"{instruction.GetType().Name} has unknown maps"),
    };

    /// <summary>The index maps of an effect, those of its guard among them.</summary>
    public static IEnumerable<IndexMap> Maps(this Effect effect) => effect switch
    {
        Store(var place, _, _) => place.Maps(),
        Total(_, _, var guard) => guard.Maps(),
        ProductTotal(_, _, var guard) => guard.Maps(),
        Combine or Keep or Extremum => [],
        _ => throw new UnreachableException($"{effect.GetType().Name} has unknown maps"),
    };

    private static IEnumerable<IndexMap> Maps(this Place place) => [place.Map, .. place.Guard.Maps()];

    private static IEnumerable<IndexMap> Maps(this Guard guard) => guard.Bounds.Select(bound => bound.Map);

    /// <summary>The instruction with its operands renumbered.</summary>
    public static Instruction Renumber(this Instruction instruction, Func<int, int> number) => instruction switch
    {
        Load load => load with { Place = load.Place.Renumber(number) },
        Compute(var op, var element, var arguments) => new Compute(op, element, [.. arguments.Select(number)]),
        MultiplyAdd(var a, var b, var c, var element) => new MultiplyAdd(number(a), number(b), number(c), element),
        RandomWord random => random with { Key0 = number(random.Key0), Key1 = number(random.Key1) },
        Immediate or IndexValue or Test or Earlier => instruction,
        _ => throw new UnreachableException($"{instruction.GetType().Name} has unknown operands"),
    };

    /// <summary>The effect with its scalars renumbered.</summary>
    public static Effect Renumber(this Effect effect, Func<int, int> number) => effect switch
    {
        Store store => store with { Place = store.Place.Renumber(number), Value = number(store.Value) },
        ProductTotal total => total with { Value = number(total.Value), Factor = number(total.Factor) },
        Keep or Total or Extremum or Combine => effect with { Value = number(effect.Value) },
        _ => throw new UnreachableException($"{effect.GetType().Name} has unknown scalars"),
    };

    private static Place Renumber(this Place place, Func<int, int> number) =>
        place.Indirection is { } by ? place with { Indirection = by with { Index = number(by.Index) } } : place;

    /// <summary>The stages with what they take from earlier ones found elsewhere.</summary>
    public static Sequence<Stage> Relink(this IEnumerable<Stage> stages, Func<Earlier, Earlier> find) =>
        [.. stages.Select(stage =>
            stage with { Body = [.. stage.Body.Select(instruction => instruction is Earlier earlier ? find(earlier) : instruction)] })];

    /// <summary>How often each scalar of a stage is used.</summary>
    public static int[] Uses(this Stage stage)
    {
        int[] uses = new int[stage.Body.Count];
        foreach (int argument in stage.Body.SelectMany(instruction => instruction.Arguments)
            .Concat(stage.Effects.SelectMany(effect => effect.Arguments)))
        {
            uses[argument]++;
        }
        return uses;
    }

    /// <summary>The stage without the instructions that no effect needs.</summary>
    public static Stage WithoutUnused(this Stage stage)
    {
        bool[] isNeeded = stage.Needed(stage.Effects.SelectMany(effect => effect.Arguments));
        if (isNeeded.All(needed => needed))
        {
            return stage;
        }
        BodyBuilder body = new();
        int[] numbers = new int[stage.Body.Count];
        for (int place = 0; place < stage.Body.Count; place++)
        {
            numbers[place] = isNeeded[place] ? body.Emit(stage.Body[place].Renumber(argument => numbers[argument])) : -1;
        }
        return stage with { Body = body.ToBody(), Effects = [.. stage.Effects.Select(effect => effect.Renumber(value => numbers[value]))] };
    }

    /// <summary>Which instructions some scalars are made of, these included.</summary>
    public static bool[] Needed(this Stage stage, params IEnumerable<int> values)
    {
        bool[] isNeeded = new bool[stage.Body.Count];
        foreach (int value in values)
        {
            isNeeded[value] = true;
        }
        for (int place = stage.Body.Count - 1; place >= 0; place--)
        {
            foreach (int argument in isNeeded[place] ? stage.Body[place].Arguments : [])
            {
                isNeeded[argument] = true;
            }
        }
        return isNeeded;
    }

    /// <summary>A number that no axis of the kernel has, nor any above it.</summary>
    public static int FreeAxisNumber(this LoopKernel kernel) =>
        kernel.Axes.Concat(kernel.Stages.SelectMany(stage => stage.Axes)).Select(axis => axis.Number + 1).DefaultIfEmpty().Max();

    /// <summary>The product of the sizes.</summary>
    public static long Points(this IEnumerable<LoopAxis> axes) => axes.Aggregate(1L, (count, axis) => checked(count * axis.Size));
}
