using Graph.Cli.Models;

namespace Graph.Cli.Subjects;

/// <summary>Every built-in model at its small size.</summary>
public static class ModelSubjects
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Subject> All { get; } = [.. BuiltInModels.All.Select(Of)];

    private static Subject Of(BuiltInModel model)
    {
        Dictionary<string, (double, double)> ranges = [];
        foreach (Parameter leaf in model.Small().Parameters.Select(parameter => (Parameter)parameter.Op)
            .Where(leaf => leaf.Role == LeafRole.InputLeaf))
        {
            if (Range(model, leaf) is { } range)
            {
                ranges.Add(leaf.Label, range);
            }
        }
        return new Subject(
            model.Name, SubjectKind.WholeModel, model.Small,
            new GradientCheckOptions { Results = ["loss"], Ranges = ranges, MostCoordinates = 64 });
    }

    private static (double Low, double High)? Range(BuiltInModel model, Parameter leaf) => (model.Name, leaf.Label) switch
    {
        (_, "key") => null,
        ("perceptron", "x") => null,
        ("perceptron", "target") or (_, "images") or ("face-vae", "faces") => (0, 1),
        ("mnist-linear", "labels") => (0, MnistLinear.Small.Classes),
        ("mnist-mlp", "labels") => (0, MnistMlp.Small.Classes),
        ("mnist-cnn", "labels") => (0, MnistCnn.Small.Classes),
        ("char-rnn", "characters" or "following") => (0, CharRnn.Small.Characters),
        ("gpt-small", "tokens" or "following") => (0, GptSmall.Small.Vocabulary),
        _ => throw new NotSupportedException($"where do the values of the input '{leaf.Label}' of {model.Name} lie?"),
    };
}
