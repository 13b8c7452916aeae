namespace Graph.Lowering;

/// <summary>
/// Brings a contraction or convolution into the form of tiles: the axis that vectors lie along last, before it one whose points share what
/// a vector loads, and as the only effect of its stage a sum of products.
/// </summary>
internal static class TileContractions
{
    // One point leaves a vector empty.
    private const long LeastColumns = 2;

    // So few leave most of it empty: vectors along the terms are better where these lie together.
    private const long FewColumns = 3;

    // Fewer products are done before a tile has begun.
    private const long LeastProducts = 1 << 9;

    // A vector of 8 elements and tiles of 6 rows stand for those of all machines, since the form must be the same everywhere.
    private const long NominalVector = 8;
    private const long NominalRows = 6;

    // Laying out an element anew costs as much as so many vector operations, and must be made good by as many rows that read it.
    private const long StepsPerPackedElement = 1;
    private const long LeastReuseOfPacked = 16;

    public static LoopKernel Apply(LoopKernel kernel)
    {
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            Stage stage = kernel.Stages[number];
            bool isAlone = stage is { Phase: StagePhase.AtPoint, Effects.Count: 1 } && Contraction.StandsAlone(kernel, stage);
            if (isAlone && SumProducts.Of(stage, stage.Effects[0], stage.Uses()) is { } total && kernel.PointsOf(stage) >= LeastProducts
                && Best(kernel, new Contraction(number, stage, total)) is var (rows, columns))
            {
                Stage tiled = (stage with { Effects = [total], Axes = InOrder(stage) }).WithoutUnused();
                Sequence<LoopAxis> behind = rows is { } row ? [row, columns] : [columns];
                return kernel with
                {
                    Axes = [.. kernel.Axes.Where(axis => !behind.Contains(axis)), .. behind],
                    Stages = [.. kernel.Stages.Select((own, place) => place == number ? tiled : own)],
                };
            }
        }
        return kernel;
    }

    /// <summary>The inner axes as what is loaded lies in memory, the shortest steps last.</summary>
    private static Sequence<LoopAxis> InOrder(Stage stage) =>
    [
        .. stage.Axes.OrderByDescending(axis => stage.Body.OfType<Load>().Select(load => Math.Abs(load.Place.Map.CoefficientOf(axis) ?? 0))
            .DefaultIfEmpty().Max()),
    ];

    /// <summary>The axes of rows and columns that cost least; null where tiles are no good.</summary>
    private static (LoopAxis? Rows, LoopAxis Columns)? Best(LoopKernel kernel, Contraction contraction)
    {
        ((LoopAxis? Rows, LoopAxis Columns)? best, long least) = (null, long.MaxValue);
        foreach (LoopAxis columns in kernel.Axes.Reverse())
        {
            foreach (LoopAxis? rows in kernel.Axes.Reverse().Where(axis => axis != columns).Cast<LoopAxis?>().Append(null))
            {
                if (Cost(kernel, contraction, rows, columns) is { } cost && cost < least)
                {
                    (best, least) = ((rows, columns), cost);
                }
            }
        }
        return best;
    }

    /// <summary>The steps of one vector operation each, or null where tiles with these axes are not possible or no good.</summary>
    private static long? Cost(LoopKernel kernel, Contraction contraction, LoopAxis? rows, LoopAxis columns)
    {
        (_, Stage stage, ProductTotal total) = contraction;
        bool isUniform = total.Guard.Bounds.All(bound => !bound.Map.DependsOn(columns) && (rows is not { } row || !bound.Map.DependsOn(row)));
        bool isWorthVectors = columns.Size >= LeastColumns && (columns.Size > FewColumns || !TermsLieTogether(stage));
        if (!isWorthVectors || !isUniform || !OrderAxes.CanLieAlong(kernel, columns))
        {
            return null;
        }
        (FactorAccess value, FactorAccess factor) = (
            FactorAccess.Of(stage, total.Guard, total.Value, rows, columns), FactorAccess.Of(stage, total.Guard, total.Factor, rows, columns));
        if (!(value.AlongColumns || factor.AlongColumns) || !IsShared(kernel, stage, total))
        {
            return null;
        }
        long products = kernel.PointsOf(stage);
        long steps = products / columns.Size * ((columns.Size + NominalVector - 1) / NominalVector);
        // Where rows share the columns' factor, its loads are few beside the products.
        bool sharesColumns = rows is not null && !(value is { AlongRows: true, AlongColumns: true } || factor is { AlongRows: true, AlongColumns: true });
        long cost = steps + (steps / (sharesColumns ? Math.Min(rows!.Value.Size, NominalRows) : 1));
        foreach ((FactorAccess access, int own) in new[] { (value, total.Value), (factor, total.Factor) })
        {
            if (access.Plain is not null)
            {
                continue;
            }
            long elements = stage.ElementsOf(kernel, own);
            if (!access.CanBePacked || products / elements < LeastReuseOfPacked)
            {
                return null;
            }
            cost += elements * StepsPerPackedElement;
        }
        return cost + kernel.Stages.Where((other, number) => other.Phase == StagePhase.AtPoint && number != contraction.Number)
            .Sum(other => LoopCost.Along(kernel, other, columns));
    }

    /// <summary>Whether every load goes along some inner axis element by element.</summary>
    private static bool TermsLieTogether(Stage stage) =>
        stage.Axes.Any(axis => stage.Body.OfType<Load>().All(load => load.Place.Map.CoefficientOf(axis) == 1));

    /// <summary>Whether some factor is the same at several points; else nothing is won.</summary>
    private static bool IsShared(LoopKernel kernel, Stage stage, ProductTotal total) =>
        total.Arguments.Any(factor => stage.ElementsOf(kernel, factor) < kernel.PointsOf(stage));

    /// <summary>At how many points of the axes a scalar may differ.</summary>
    private static long ElementsOf(this Stage stage, LoopKernel kernel, int value)
    {
        bool[] isNeeded = stage.Needed(value);
        ImmutableArray<IndexMap> maps = [.. stage.Body.Where((_, at) => isNeeded[at]).SelectMany(instruction => instruction.Maps())];
        return kernel.AxesOf(stage).Where(axis => maps.Any(map => map.DependsOn(axis))).Points();
    }
}
