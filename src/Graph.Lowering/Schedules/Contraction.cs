namespace Graph.Lowering;

/// <summary>The stage of a kernel that sums products, where there is one whose sums other stages wait for.</summary>
/// <param name="Number">The number of the stage.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Total">Its only effect.</param>
internal sealed record Contraction(int Number, Stage Stage, ProductTotal Total)
{
    /// <summary>The first such stage of a kernel that takes nothing from other stages at the points; or null.</summary>
    public static Contraction? Of(LoopKernel kernel)
    {
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            if (kernel.Stages[number] is { Phase: StagePhase.AtPoint, Effects: [ProductTotal total] } stage && StandsAlone(kernel, stage))
            {
                return new Contraction(number, stage, total);
            }
        }
        return null;
    }

    /// <summary>Whether a stage with inner axes takes nothing from other stages but from those before the points.</summary>
    public static bool StandsAlone(LoopKernel kernel, Stage stage) =>
        stage.Axes.Count > 0
        && stage.Body.OfType<Earlier>().All(earlier => kernel.Stages[earlier.Stage].Phase == StagePhase.BeforePoints);

    /// <summary>
    /// The axis along which the rows of a tile lie: the last one before the vector axis, if the same terms count for all of them and they
    /// can be read by tiles; else tiles have one row.
    /// </summary>
    /// <param name="kernel">The kernel, whose last axis is the one along which vectors lie.</param>
    public LoopAxis? RowAxis(LoopKernel kernel) =>
        kernel.Axes.Count > 1 && kernel.Axes[^2] is var rows && !Total.Guard.Bounds.Any(bound => bound.Map.DependsOn(rows))
        && Total.Arguments.All(factor => FactorAccess.Of(Stage, Total.Guard, factor, rows, kernel.Axes[^1]).CanBeRead)
            ? rows
            : null;

    /// <summary>How a factor of the products is read.</summary>
    /// <param name="kernel">The kernel, whose last axis is the one along which vectors lie.</param>
    /// <param name="value">The instruction whose scalar it is.</param>
    public FactorAccess AccessOf(LoopKernel kernel, int value) => FactorAccess.Of(Stage, Total.Guard, value, RowAxis(kernel), kernel.Axes[^1]);
}

/// <summary>How a factor of a contraction is read by the points of a tile.</summary>
/// <param name="AlongRows">Whether it differs between the rows of a tile.</param>
/// <param name="AlongColumns">Whether it differs between the points of a vector.</param>
/// <param name="Plain">The load that it is, where tiles can read memory as it lies: neighbouring points of a vector next to each other, rows
/// and terms at fixed distances, and no guard but that of the sum; else null.</param>
internal sealed record FactorAccess(bool AlongRows, bool AlongColumns, Load? Plain)
{
    /// <summary>Whether it can be laid out anew: it belongs to rows or to columns, not to both.</summary>
    public bool CanBePacked => AlongRows != AlongColumns;

    /// <summary>Whether tiles can read it, as it lies or packed.</summary>
    public bool CanBeRead => Plain is not null || CanBePacked;

    /// <summary>Looks at a factor.</summary>
    public static FactorAccess Of(Stage stage, Guard guard, int value, LoopAxis? rows, LoopAxis columns)
    {
        bool[] isNeeded = stage.Needed(value);
        ImmutableArray<IndexMap> maps = [.. stage.Body.Where((_, at) => isNeeded[at]).SelectMany(instruction => instruction.Maps())];
        bool alongRows = rows is { } row && maps.Any(map => map.DependsOn(row));
        bool alongColumns = maps.Any(map => map.DependsOn(columns));
        return new(alongRows, alongColumns, PlainLoad(stage, guard, value, rows, columns));
    }

    private static Load? PlainLoad(Stage stage, Guard guard, int value, LoopAxis? rows, LoopAxis columns) =>
        stage.Body[value] is Load { Place: { Indirection: null } place } load
        && place.Guard.Bounds.All(bound => guard.Bounds.Contains(bound))
        && place.Map.CoefficientOf(columns) is 0 or 1
        && (rows is not { } row || place.Map.CoefficientOf(row) is not null)
        && place.Map.CoefficientOf(stage.Axes[^1]) is not null
            ? load
            : null;
}
