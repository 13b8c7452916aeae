using Graph.Learning;
using static Graph.Ops;

namespace Graph.Tests.Learning;

/// <summary>Small things to learn.</summary>
internal static class Problems
{
    /// <summary>Points of three classes around three centres, some of them close to each other.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Which points.</param>
    public static Dataset Blobs(int count, long seed = 1)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(place => place % 3)];
        Expr centres = Tensor.Create<float>([3, 2], -2, 0, 2, 0, 0, 2);
        Tensor points = (Embedding(centres, (Tensor)labels) + (0.7 * Normal(Key(seed), [count, 2]))).Evaluate();
        return Dataset.Of(("points", points), ("label", labels));
    }

    /// <summary>A network with everything that makes resuming hard: random masks, running statistics.</summary>
    public static Layer Network() => new Sequential(new Dense(8, Relu), new BatchNorm(), new Dropout(0.2), new Dense(3));

    public static Trainer Trainer(Layer? network = null, params ImmutableArray<Callback> callbacks) =>
        new(network ?? Network(), Losses.SoftmaxCrossEntropy, new Adam(0.02)) { Metrics = [Metrics.Accuracy], Callbacks = callbacks };

    /// <summary>The bits of weights, to be compared.</summary>
    public static string BitsOf(ParameterTree weights) => new TensorFile(weights).Sha256;
}

/// <summary>A callback made of functions.</summary>
internal sealed class Calls : Callback
{
    public Action<TrainingRun>? Begin { get; init; }

    public Action<TrainingRun>? Step { get; init; }

    public Action<TrainingRun, EpochReport>? Epoch { get; init; }

    public Action<TrainingRun>? End { get; init; }

    public override void OnBegin(TrainingRun run) => Begin?.Invoke(run);

    public override void OnStep(TrainingRun run) => Step?.Invoke(run);

    public override void OnEpoch(TrainingRun run, EpochReport report) => Epoch?.Invoke(run, report);

    public override void OnEnd(TrainingRun run) => End?.Invoke(run);
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("graph-learning-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
