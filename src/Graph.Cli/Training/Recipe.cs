using Graph.Cli.Models;
using Graph.Datasets;
using Graph.Learning;

namespace Graph.Cli.Training;

/// <summary>How a built-in model is trained unless the command line says otherwise.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Network">Makes the network.</param>
/// <param name="Loss">What is made small.</param>
/// <param name="Accuracy">What people ask for.</param>
/// <param name="Load">Reads the data of a folder, or those that come with the library.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Optimizer">The name of the optimizer.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Schedule">Whether the learning rate stays.</param>
/// <param name="BatchSize">Samples a step.</param>
/// <param name="Epochs">How often the data are gone over.</param>
internal sealed record Recipe(
    string Name, Func<Layer> Network, Loss Loss, Metric Accuracy, Func<string?, (Dataset Train, Dataset Test)> Load,
    ImmutableArray<string> Classes, string Optimizer, double LearningRate, string Schedule, int BatchSize, int Epochs)
{
    private static readonly ImmutableArray<string> digits = [.. "0123456789".Select(digit => digit.ToString())];

    private const int StudentsToTrainWith = 150;

    /// <summary>The models that can be trained, the simplest first.</summary>
    public static ImmutableArray<Recipe> All { get; } =
    [
        new(
            "perceptron", Perceptron.Network, Losses.SigmoidCrossEntropy, Metrics.BinaryAccuracy(), LoadStudents, ["failed", "passed"],
            "sgd", 0.1, OptimizerTable.Constant, BatchSize: 10, Epochs: 50),
        OfDigits("mnist-linear", () => MnistLinear.Network(new()), "sgd", 0.1, OptimizerTable.Constant, 10),
        OfDigits("mnist-mlp", () => MnistMlp.Network(new()), "sgd", 0.1, OptimizerTable.Constant, 5),
        OfDigits("mnist-cnn", () => MnistCnn.Network(new()), "adam", 1e-3, OptimizerTable.Cosine, 6),
    ];

    /// <summary>Their names, for help and for errors.</summary>
    public static string Names => string.Join(", ", All.Select(recipe => recipe.Name));

    /// <summary>The names of those whose samples are pictures.</summary>
    public static string[] OfPictures => [.. All.Where(recipe => recipe.IsOfPictures).Select(recipe => recipe.Name)];

    /// <summary>Whether its samples are pictures.</summary>
    public bool IsOfPictures => Classes.Length > 2;

    /// <summary>The recipe of a model.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Recipe Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw (BuiltInModels.All.Any(model => model.Name == name)
            ? new UsageException($"the model '{name}' has no data to be trained with here; {Names} have")
            : UsageException.Unknown("model", name, [.. All.Select(recipe => recipe.Name)]));

    private static Recipe OfDigits(
        string name, Func<Layer> network, string optimizer, double learningRate, string schedule, int epochs) => new(
        name, network, Losses.SoftmaxCrossEntropy, Metrics.Accuracy, Mnist.Load, digits, optimizer, learningRate, schedule,
        BatchSize: 64, epochs);

    private static (Dataset Train, Dataset Test) LoadStudents(string? directory)
    {
        Dataset all = Students.Load(directory);
        return all.Split(Math.Min(StudentsToTrainWith, all.Count * 3 / 4), seed: 0);
    }
}
