using Graph.Lowering;

namespace Graph.Properties.Compiling;

/// <summary>What plans are made of, by name, so that a sweep can say what it reached.</summary>
public static class PlanKeys
{
    /// <summary>The ways to compile; lane widths are drawn equally often.</summary>
    public static ImmutableArray<string> Lanes { get; } = [.. Variant.Widths.Select(width => $"lane {width}")];

    /// <summary>Every step, instruction, effect, place and vector axis, and every rewrite of the scheduler.</summary>
    public static ImmutableArray<string> Wanted { get; } =
    [
        .. Kinds<Instruction>("instruction"),
        .. Kinds<Effect>("effect"),
        .. Kinds<PlanStep>("step"),
        .. Enum.GetValues<StagePhase>().Select(phase => $"phase {phase}"),
        .. Enum.GetValues<VectorAxis>().Select(axis => $"vector {axis}"),
        .. Enum.GetValues<ReduceKind>().Select(kind => $"effect Total {kind}"),
        .. Enum.GetValues<ExtremumKind>().Select(kind => $"effect Extremum {kind}"),
        .. Enum.GetValues<ScatterKind>().Select(kind => $"effect Store {kind}"),
        "load anywhere", "load guarded", "load by index", "store anywhere", "store by index",
        .. Scheduler.Rewrites.Select(rewrite => $"rewrite {rewrite.Name}"),
        "kernels merged", "kernels not merged", "parameter overwritten", "guard pages",
        "smallest chunks", "chunks as scheduled", "several chunks", "stores past the caches",
    ];

    /// <summary>What a case has, each once.</summary>
    public static IEnumerable<string> Of(Planned planned, Target target)
    {
        Variant variant = planned.Variant;
        IEnumerable<string?> ways =
        [
            $"lane {variant.Width}",
            variant.Merges ? "kernels merged" : "kernels not merged",
            variant.IsGuarded ? "guard pages" : null,
            variant.IsFine ? "smallest chunks" : "chunks as scheduled",
            OverwritesParameter(planned.Plan) ? "parameter overwritten" : null,
        ];
        return ways.OfType<string>().Concat(OfPlan(planned.Plan)).Concat(Rewrites(planned, target)).Distinct();
    }

    private static bool OverwritesParameter(ExecutionPlan plan) =>
        plan.Buffers.Where((_, number) => !plan.Parameters.Contains(number)).Any(buffer => buffer.Location is InArgument);

    private static IEnumerable<string> OfPlan(ExecutionPlan plan) =>
        plan.Steps.SelectMany(step => Inside(step).Prepend($"step {step.GetType().Name}"));

    private static IEnumerable<string> Inside(PlanStep step) => step switch
    {
        KernelStep kernel => OfKernel(kernel.Scheduled),
        LoopStep loop => OfPlan(loop.Body),
        CallStep call => OfPlan(call.Body),
        _ => [],
    };

    private static IEnumerable<string> OfKernel(ScheduledKernel scheduled)
    {
        (LoopKernel kernel, Schedule schedule) = scheduled;
        yield return $"vector {schedule.Vector}";
        if (schedule.IsStreaming)
        {
            yield return "stores past the caches";
        }
        if (schedule.ChunksOf(kernel) > 1)
        {
            yield return "several chunks";
        }
        foreach (Stage stage in kernel.Stages)
        {
            yield return $"phase {stage.Phase}";
            foreach (Instruction instruction in stage.Body)
            {
                yield return $"instruction {instruction.GetType().Name}";
                if (instruction is Load load)
                {
                    yield return $"load {KindOf(load.Place)}";
                }
            }
            foreach (string key in stage.Effects.SelectMany(OfEffect))
            {
                yield return key;
            }
        }
    }

    private static IEnumerable<string> OfEffect(Effect effect) => effect switch
    {
        Store store => [$"effect {nameof(Store)}", $"effect {nameof(Store)} {store.Kind}", $"store {KindOf(store.Place)}"],
        Total total => [$"effect {nameof(Total)}", $"effect {nameof(Total)} {total.Kind}"],
        Extremum extremum => [$"effect {nameof(Extremum)}", $"effect {nameof(Extremum)} {extremum.Kind}"],
        _ => [$"effect {effect.GetType().Name}"],
    };

    private static string KindOf(Place place) => place.Indirection is not null ? "by index" : place.Guard.IsAlways ? "anywhere" : "guarded";

    // The scheduler does not tell what it did, so its rewrites are run once more.
    private static IEnumerable<string> Rewrites(Planned planned, Target target)
    {
        foreach (FusedStep step in FusionPlanner.Plan(planned.Case.Computation, planned.Variant.Merges).Steps)
        {
            if (step.Lowered?.Kernel is not { } kernel || kernel.Stages.Any(stage => kernel.PointsOf(stage) == 0))
            {
                continue;
            }
            foreach (KernelRewrite rewrite in Scheduler.Rewrites)
            {
                LoopKernel next = rewrite.Apply(kernel, target);
                if (!next.Equals(kernel))
                {
                    yield return $"rewrite {rewrite.Name}";
                }
                kernel = next;
            }
        }
    }

    private static IEnumerable<string> Kinds<T>(string what) =>
        typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && type.IsSealed).Select(type => $"{what} {type.Name}");
}
