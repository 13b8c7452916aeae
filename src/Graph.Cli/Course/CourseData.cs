using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

namespace Graph.Cli.Course;

/// <summary>What the figures are computed from: the same small sets as on the pages.</summary>
internal static class CourseData
{
    /// <summary>Two rings, one within the other: fields <c>points</c> f32[2] and <c>ring</c>, 0 for the inner one.</summary>
    public static Dataset Rings(int count)
    {
        Expr angle = Uniform(Key(1), [count], 0, 2 * Math.PI), ring = Cast(Arange(count) % 2, ElementType.F32);
        Expr radius = 1 + ring + (0.2 * Normal(Key(2), [count]));
        Expr points = Stack([radius * Cos(angle), radius * Sin(angle)], axis: 1);
        return Dataset.Of(("points", points.Evaluate()), ("ring", (Arange(count) % 2).Evaluate()));
    }

    /// <summary>Two overlapping clouds, a fifth of the points labelled wrongly: fields <c>points</c> f32[2] and <c>kind</c>.</summary>
    public static Dataset Clouds(int count, long seed)
    {
        Expr kind = Cast(Arange(count) % 2, ElementType.F32), wrong = Cast(Bernoulli(Key(seed), 0.2, [count]), ElementType.F32);
        Expr points = (1.2 * ExpandDims((2 * kind) - 1, 1)) + Normal(Key(seed + 1), [count, 2]);
        return Dataset.Of(("points", points.Evaluate()), ("kind", Cast(Abs(kind - wrong), ElementType.I32).Evaluate()));
    }

    /// <summary>Samples of sin 3x with noise: fields <c>x</c> f32[1] and <c>t</c> f32[1].</summary>
    public static Dataset Wave(int count, long seed)
    {
        Expr x = Uniform(Key(seed), [count, 1], -1, 1);
        return Dataset.Of(("x", x.Evaluate()), ("t", (Sin(3 * x) + (0.25 * Normal(Key(seed + 1), [count, 1]))).Evaluate()));
    }

    /// <summary>All samples of a dataset, a tensor for each field.</summary>
    public static ImmutableArray<Tensor> Whole(Dataset data) =>
        data.Batches(new BatchOrder((int)data.Count) { IsShuffled = false }).Single().Tensors;

    /// <summary>The samples of one class as points, by their two features.</summary>
    /// <param name="name">What the legend calls them.</param>
    /// <param name="points">An f32[n, 2].</param>
    /// <param name="isMember">Whether a sample is of the class, by its place.</param>
    public static Series PointsOf(string name, Tensor points, Func<int, bool> isMember)
    {
        int[] members = [.. Enumerable.Range(0, (int)points.Shape[0]).Where(isMember)];
        return new Series(
            name, members.Select(place => (double)points.At<float>(place, 0)), members.Select(place => (double)points.At<float>(place, 1)))
        {
            HasLine = false,
            HasPoints = true,
        };
    }

    /// <summary>What a function of points in the plane is over a rectangle, computed at once.</summary>
    /// <param name="x">The ends of the first feature.</param>
    /// <param name="y">The ends of the second feature.</param>
    /// <param name="count">How many points there are along each.</param>
    /// <param name="function">From an f32[n, 2] to an f32 of n elements.</param>
    public static GridValues Over((double From, double To) x, (double From, double To) y, int count, Func<Tensor, Tensor> function)
    {
        GridValues places = GridValues.Of(x, y, count, (_, _) => 0);
        IEnumerable<float> points =
            from row in places.Y from column in places.X from feature in (double[])[column, row] select (float)feature;
        float[] values = function(Tensor.Create<float>([count * count, 2], [.. points])).ToArray<float>();
        double[,] grid = new double[count, count];
        for (int place = 0; place < values.Length; place++)
        {
            grid[place / count, place % count] = values[place];
        }
        return new GridValues(places.X, places.Y, grid);
    }

    /// <summary>The losses of a run, epoch by epoch.</summary>
    public static Series Losses(string name, TrainingHistory history, Func<EpochReport, EvaluationResult> part) =>
        new(name, history.Epochs.Select(epoch => part(epoch).Loss));
}
