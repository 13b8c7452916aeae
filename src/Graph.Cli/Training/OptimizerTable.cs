using Graph.Learning;

namespace Graph.Cli.Training;

/// <summary>The optimizers and schedules by the names that the command line has for them.</summary>
internal static class OptimizerTable
{
    public const string Constant = "constant", Cosine = "cosine";

    private static readonly ImmutableArray<(string Name, double LearningRate, Func<Schedule, Optimizer> Make)> rows =
    [
        ("sgd", 0.1, rate => new Sgd(rate)),
        ("momentum", 0.01, rate => new Sgd(rate, Momentum: 0.9)),
        ("nesterov", 0.01, rate => new Sgd(rate, Momentum: 0.9, Nesterov: true)),
        ("adagrad", 0.01, rate => new Adagrad(rate)),
        ("adadelta", 1, rate => new Adadelta(rate)),
        ("rmsprop", 1e-3, rate => new RmsProp(rate)),
        ("adam", 1e-3, rate => new Adam(rate)),
        ("adamw", 1e-3, rate => new AdamW(rate)),
        ("lion", 1e-4, rate => new Lion(rate)),
    ];

    /// <summary>The names of the optimizers.</summary>
    public static string[] Names => [.. rows.Select(row => row.Name)];

    /// <summary>The names of the schedules.</summary>
    public static string[] Schedules => [Constant, Cosine];

    /// <summary>The learning rate that an optimizer has unless one is given.</summary>
    public static double LearningRateOf(string name) => rows.Single(row => row.Name == name).LearningRate;

    /// <summary>An optimizer.</summary>
    public static Optimizer Make(string name, Schedule rate) => rows.Single(row => row.Name == name).Make(rate);

    /// <summary>A learning rate over a run of some steps.</summary>
    public static Schedule Schedule(string name, double learningRate, long steps) => name switch
    {
        Constant => learningRate,
        Cosine => new CosineDecay(learningRate, Math.Max(1, steps)),
        _ => throw new UsageException($"there is no schedule '{name}'"),
    };
}
