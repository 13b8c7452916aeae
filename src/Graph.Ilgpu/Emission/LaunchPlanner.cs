using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Ilgpu;

/// <summary>
/// Cuts a kernel into launches: one for its points, and one for each stage behind them, which first adds up the partial totals that the
/// points have left and is then a kernel like any other.
/// </summary>
internal sealed class LaunchPlanner
{
    // What the groups of any device may hold beside the trees of their totals.
    private const long MostRowBytes = 16 << 10;

    private readonly LoopKernel kernel;
    private readonly Schedule schedule;
    private readonly int mostThreads;
    private readonly List<ScratchOperand> scratch = [];
    private readonly List<Launch> launches = [];
    private readonly Dictionary<(int Stage, int Effect), int> partials = [];

    private LaunchPlanner(ScheduledKernel scheduled, int mostThreads)
    {
        (kernel, schedule, this.mostThreads) = (FunctionExpansion.Expand(scheduled.Kernel), scheduled.Schedule, mostThreads);
        if (TilePlan.Of(kernel, mostThreads) is { } tile)
        {
            PlanTiles(tile);
            return;
        }
        WorkPlan work = WorkPlan.Of(scheduled with { Kernel = kernel }, mostThreads);
        PlanPoints(work);
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            if (kernel.Stages[number].Phase == StagePhase.AfterPoints && kernel.PointsOf(kernel.Stages[number]) > 0)
            {
                PlanBehind(work, number);
            }
        }
    }

    /// <summary>Plans a kernel.</summary>
    public static (ImmutableArray<Launch> Launches, ImmutableArray<ScratchOperand> Scratch) Plan(ScheduledKernel scheduled, int mostThreads)
    {
        LaunchPlanner planner = new(scheduled, mostThreads);
        return ([.. planner.launches], [.. planner.scratch]);
    }

    /// <summary>The inner axes that a total keeps; each of their points has a partial total of its own.</summary>
    public static Sequence<LoopAxis> InnerKept(Stage stage, Combine combine) => [.. combine.Kept.Where(stage.Axes.Contains)];

    private void PlanTiles(TilePlan tile)
    {
        int threads = tile.Side * tile.Side;
        WorkPlan work = new(
            IsByGroup: false, kernel.Axes, Rest: [], Chunks: 1, KeptFirst: true, threads, checked(tile.GroupsOf(kernel) * threads));
        launches.Add(new Launch(
            kernel, work, ImmutableDictionary<(int, int), int>.Empty, ImmutableDictionary<(int, int), int>.Empty, [])
        { Tile = tile });
    }

    private void PlanPoints(WorkPlan work)
    {
        LoopKernel points = kernel with { Stages = [.. kernel.Stages.Where(stage => stage.Phase != StagePhase.AfterPoints)] };
        Dictionary<(int, int), int> rows = [];
        long inGroup = 0;
        for (int number = 0; number < points.Stages.Count; number++)
        {
            Stage stage = points.Stages[number];
            for (int place = 0; place < stage.Effects.Count; place++)
            {
                ElementType element = stage.Body.Count == 0 ? ElementType.Bool : stage.Body[stage.Effects[place].Value].Element;
                switch (stage.Effects[place])
                {
                    case Combine combine:
                        partials.Add((number, place), Add(element, checked(work.Items * InnerKept(stage, combine).Points())));
                        break;
                    case Keep when stage.Axes.Count > 0:
                        long bytes = stage.Axes.Points() * element.ByteSize;
                        if (work.IsByGroup && inGroup + bytes <= MostRowBytes)
                        {
                            inGroup += bytes;
                        }
                        else
                        {
                            rows.Add((number, place), Add(element, checked(work.Workers * stage.Axes.Points())));
                        }
                        break;
                    default:
                        break;
                }
            }
        }
        if (points.Stages.Any(stage => stage.Effects.Any(effect => effect is Store or Combine)) && work.Items > 0)
        {
            launches.Add(new Launch(points, work, partials.ToImmutableDictionary(), rows.ToImmutableDictionary(), []));
        }
    }

    private int Add(ElementType element, long count)
    {
        scratch.Add(new ScratchOperand(element, Math.Max(1, count)));
        return scratch.Count - 1;
    }

    private void PlanBehind(WorkPlan work, int number)
    {
        Stage behind = kernel.Stages[number];
        List<Stage> stages = [.. kernel.Stages.Where(stage => stage.Phase == StagePhase.BeforePoints)];
        List<KernelOperand> operands = [.. kernel.Operands];
        List<int> reads = [];
        Dictionary<(int, int), Earlier> totals = [];
        foreach (Earlier earlier in behind.Body.OfType<Earlier>())
        {
            if (kernel.Stages[earlier.Stage].Effects[earlier.Effect] is Combine combine
                && !totals.ContainsKey((earlier.Stage, earlier.Effect)))
            {
                int own = partials[(earlier.Stage, earlier.Effect)];
                reads.Add(own);
                operands.Add(new KernelOperand(new TensorType(scratch[own].Element, [scratch[own].Count]), OperandAccess.Read));
                totals.Add((earlier.Stage, earlier.Effect), earlier with { Stage = stages.Count, Effect = 0 });
                stages.Add(TotalOf(work, kernel.Stages[earlier.Stage], combine, operands.Count - 1));
            }
        }
        stages.AddRange(new[] { behind with { Phase = StagePhase.AtPoint, Axes = [] } }.Relink(earlier =>
            totals.GetValueOrDefault((earlier.Stage, earlier.Effect), earlier)));
        LoopKernel rest = new([.. operands], behind.Axes, [.. stages]);
        VectorAxis vector = stages.Any(stage => stage.Axes.Count > 0) && !work.KeptFirst ? VectorAxis.LastInner : VectorAxis.LastPoint;
        WorkPlan workBehind = WorkPlan.Of(new ScheduledKernel(rest, schedule with { Vector = vector }), mostThreads);
        launches.Add(new Launch(
            rest, workBehind, ImmutableDictionary<(int, int), int>.Empty, ImmutableDictionary<(int, int), int>.Empty, [.. reads]));
    }

    /// <summary>The stage that adds up the partial totals of a point.</summary>
    private Stage TotalOf(WorkPlan work, Stage stage, Combine combine, int operand)
    {
        LoopAxis chunk = new(kernel.FreeAxisNumber() + operand, work.Chunks);
        Sequence<LoopAxis> kept = InnerKept(stage, combine);
        (IndexMap item, IndexMap inner) = (work.ItemOf(IndexMap.Of(chunk)), WorkPlan.Flat(kept));
        IndexMap map = PartialMap(work, item, inner, kept.Points());
        Literal fill = Numbers.Zero(stage.Body[combine.Value].Element);
        return new Stage(
            StagePhase.AtPoint,
            [.. work.Kept.Except(combine.Kept), chunk],
            [new Load(new Place(operand, map, Guard.Always), fill)],
            [new Total(combine.Kind, 0, Guard.Always)]);
    }

    /// <summary>
    /// Where the partial total of an item and a point of the kept inner axes lies: threads lie next to each other, or inner points do.
    /// </summary>
    public static IndexMap PartialMap(WorkPlan work, IndexMap item, IndexMap inner, long innerPoints) =>
        work.IsByGroup ? (item * innerPoints) + inner : (inner * work.Items) + item;
}
