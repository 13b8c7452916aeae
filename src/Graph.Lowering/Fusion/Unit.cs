namespace Graph.Lowering;

/// <summary>What will be one step of a plan, while units are still being merged.</summary>
internal sealed class Unit
{
    private string? name;

    private Unit(ImmutableArray<Expr> roots, IReadOnlySet<Expr> members, LoweredGroup? lowered, ImmutableArray<Expr> inputs)
    {
        (Roots, Members, Lowered, Inputs) = (roots, members, lowered, inputs);
        Contractions = members.Count(member => member.Op is Contract or Convolve);
        IsScatter = members.Any(member => member.Op is Scatter && !GroupLowering.IsOneHot(member));
        if (lowered is not null)
        {
            (Operations, Bytes) = (CostModel.Operations(lowered.Kernel), CostModel.Bytes(lowered.Kernel));
            Points = lowered.Kernel.Axes.Aggregate(1L, (points, axis) => points * axis.Size);
            Tasks = TasksOf(lowered.Kernel, Points);
            Divisions = lowered.Kernel.Stages.Sum(
                stage => stage.Body.OfType<Load>().Count(load => stage.Axes.Any(axis => load.Place.Map.CoefficientOf(axis) is null)));
            Instructions = lowered.Kernel.Stages.Sum(stage => stage.Body.Count);
            Code = CodeSize.Of(lowered.Kernel);
        }
    }

    /// <summary>What it computes for others.</summary>
    public ImmutableArray<Expr> Roots { get; }

    /// <summary>All that it computes.</summary>
    public IReadOnlySet<Expr> Members { get; }

    /// <summary>The kernel, or null where a single node has a step of its own.</summary>
    public LoweredGroup? Lowered { get; }

    /// <summary>What it reads.</summary>
    public ImmutableArray<Expr> Inputs { get; }

    /// <summary>Its place among all units; it stands behind those that it reads from.</summary>
    public int Position { get; set; }

    /// <summary>How many of its members are contractions or convolutions.</summary>
    public int Contractions { get; }

    /// <summary>Whether it writes at indices that are data.</summary>
    public bool IsScatter { get; }

    /// <summary>The points of the kernel's axes.</summary>
    public long Points { get; }

    /// <summary>How many parts of it can run at once: points, or blocks of points where vectors have to lie along them.</summary>
    public long Tasks { get; }

    /// <summary>How many loads of its loops find their element by a division of what the loop counts.</summary>
    public int Divisions { get; }

    /// <summary>The scalars of the kernel.</summary>
    public int Instructions { get; }

    /// <summary>The same, elementary functions written out.</summary>
    public int Code { get; }

    /// <summary>How much it computes, in the units of the cost model.</summary>
    public long Operations { get; }

    /// <summary>The bytes that it reads and writes.</summary>
    public long Bytes { get; }

    /// <summary>The members' names, for dumps.</summary>
    public string Name(NodeNames names) => name ??= names.Span(Members);

    /// <summary>A unit of a node that no kernel computes.</summary>
    public static Unit Of(Expr node) => new([node], ImmutableHashSet.Create(node), null, [.. node.Inputs.Distinct()]);

    /// <summary>A unit of a kernel.</summary>
    public static Unit Of(KernelGroup group, LoweredGroup lowered) => new(group.Roots, group.Members, lowered, lowered.Inputs);

    private static long TasksOf(LoopKernel kernel, long points)
    {
        // Neighbouring points share lines of memory where a loop strides over them.
        bool isByColumn = kernel.Axes.Count > 0 && kernel.Stages.Any(stage => stage.Phase == StagePhase.AtPoint && stage.Axes.Count > 0
            && (IsTwice(kernel, stage) || stage.Effects.Any(effect => effect is Store))
                && stage.Body.OfType<Load>().Any(load => load.Place.Map.CoefficientOf(stage.Axes[^1]) is not (0 or 1)
                && load.Place.Map.CoefficientOf(kernel.Axes[^1]) == 1));
        return isByColumn ? CostModel.TasksByColumn(points, kernel.Axes[^1].Size) : points;
    }

    /// <summary>Whether a loop needs what a loop before it left, so that the two cannot be one with the loops turned round.</summary>
    private static bool IsTwice(LoopKernel kernel, Stage stage) =>
        stage.Body.OfType<Earlier>().Any(earlier => kernel.Stages[earlier.Stage] is var from
        && from.Phase == StagePhase.AtPoint && (from.Axes.Count > 0 || from.Body.OfType<Earlier>().Any()));
}
