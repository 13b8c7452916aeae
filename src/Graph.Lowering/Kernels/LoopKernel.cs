namespace Graph.Lowering;

/// <summary>When a stage of a kernel runs.</summary>
public enum StagePhase
{
    /// <summary>Once a call, before all points: what depends on no axis.</summary>
    BeforePoints,

    /// <summary>At each point of the kernel's axes.</summary>
    AtPoint,

    /// <summary>Once a call, when all points are done: what needs their totals.</summary>
    AfterPoints,
}

/// <summary>What a kernel does with an operand.</summary>
public enum OperandAccess
{
    /// <summary>Loads from it.</summary>
    Read,

    /// <summary>Stores every element of it.</summary>
    Write,
}

/// <summary>A buffer that a kernel is given.</summary>
/// <param name="Type">Element type and shape; elements lie in row-major order.</param>
/// <param name="Access">What the kernel does with it.</param>
public sealed record KernelOperand(TensorType Type, OperandAccess Access);

/// <summary>A loop over inner axes: at each of their points the body makes scalars and the effects use them.</summary>
/// <param name="Phase">When it runs.</param>
/// <param name="Axes">The inner axes, outermost first; none means once.</param>
/// <param name="Body">Instructions in an order in which operands stand before their users.</param>
/// <param name="Effects">What is done with the scalars, in order.</param>
public sealed record Stage(StagePhase Phase, Sequence<LoopAxis> Axes, Sequence<Instruction> Body, Sequence<Effect> Effects);

/// <summary>
/// One pass over an iteration space, from buffers to buffers: <em>what</em> is computed at each point, not in which order or by how many
/// lanes and threads. Points of the outer axes are independent of each other but for <see cref="Combine"/>; at each the stages run in
/// order.
/// </summary>
/// <remarks>A value: two kernels of equal structure are equal, whatever their operands are called.</remarks>
/// <param name="Operands">The buffers.</param>
/// <param name="Axes">The outer axes, outermost first.</param>
/// <param name="Stages">The stages, phase after phase.</param>
public sealed record LoopKernel(Sequence<KernelOperand> Operands, Sequence<LoopAxis> Axes, Sequence<Stage> Stages)
{
    /// <summary>The axes in scope in a stage.</summary>
    public IEnumerable<LoopAxis> AxesOf(Stage stage) => stage.Phase == StagePhase.AtPoint ? Axes.Concat(stage.Axes) : stage.Axes;

    /// <summary>The number of points at which a stage runs, over the whole kernel.</summary>
    public long PointsOf(Stage stage) => AxesOf(stage).Aggregate(1L, (points, axis) => checked(points * axis.Size));

    /// <summary>
    /// How many kernels it counts as: what runs between two barriers over one iteration space is one. So its points are one, and so is each
    /// loop behind all points; what is done there once, with a handful of scalars, is none.
    /// </summary>
    public int IterationSpaces =>
        1 + Stages.Where(stage => stage.Phase == StagePhase.AfterPoints && stage.Axes.Any(axis => axis.Size > 1))
            .Select(stage => stage.Axes).Distinct().Count();

    /// <summary>The kernel as text; see <see cref="KernelText"/>.</summary>
    public override string ToString() => KernelText.Print(this, "kernel");
}
