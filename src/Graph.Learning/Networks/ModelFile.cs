using System.Text.Json;

namespace Graph.Learning;

/// <summary>Models as safetensors files: their weights by path, and what they are given in the metadata.</summary>
internal static class ModelFile
{
    private const string InputsKey = "graph.inputs";
    private const string ElementKey = "graph.element";
    private const string PathsKey = "graph.paths";

    public static TensorFile Of(Model model, ElementType element) =>
        new(model.Weights, Metadata(model.Inputs, element).ToDictionary(pair => pair.Key, pair => pair.Text));

    /// <summary>What a checkpoint says of the network, so that it can be loaded as a model.</summary>
    public static IEnumerable<(string Key, string Text)> Metadata(ImmutableArray<Field> inputs, ElementType element, ModelPaths paths) =>
    [
        .. Metadata(inputs, element),
        (PathsKey, JsonSerializer.Serialize(paths.Pairs.ToDictionary(pair => pair.Own, pair => pair.Trained))),
    ];

    public static Model Load(string path, Layer network)
    {
        TensorFile file = TensorFile.Load(path);
        if (!file.Metadata.TryGetValue(InputsKey, out string? inputs) || !file.Metadata.TryGetValue(ElementKey, out string? element))
        {
            throw new CheckpointException(
                $"'{path}' is a file of tensors, but no model: its metadata does not say what the model is given; make one by Model.Of " +
                "with the tensors of TensorFile.Load");
        }
        try
        {
            ImmutableArray<Field> fields = [.. JsonSerializer.Deserialize<InputState[]>(inputs)!.Select(input => input.ToField())];
            ParameterTree weights = OfNetwork(LearnerFile.Variables(file), file);
            GivenWeights.Check(Model.TraceOf(network, fields, Parsed(element)).ModelVariables, weights, isWhole: true);
            return Model.Of(network, weights, fields, Parsed(element));
        }
        catch (JsonException wrong)
        {
            throw new CheckpointException($"'{path}' does not say what the model is given: {wrong.Message}", wrong);
        }
    }

    private static IEnumerable<(string Key, string Text)> Metadata(ImmutableArray<Field> inputs, ElementType element) =>
        [(InputsKey, InputsText(inputs)), (ElementKey, element.Mnemonic)];

    // What an objective trained beside the network is left out.
    private static ParameterTree OfNetwork(ParameterTree weights, TensorFile file)
    {
        if (!file.Metadata.TryGetValue(PathsKey, out string? text))
        {
            return weights;
        }
        Dictionary<string, string> trained = JsonSerializer.Deserialize<Dictionary<string, string>>(text)!;
        return new ModelPaths([.. trained.Select(pair => (pair.Key, pair.Value))]).Rename(weights);
    }

    private static string InputsText(ImmutableArray<Field> inputs) =>
        JsonSerializer.Serialize(inputs.Select(input => new InputState(input.Name, input.Type.Element.Mnemonic, [.. input.Type.Shape])));

    private static ElementType Parsed(string mnemonic) =>
        Enum.GetValues<ElementType>().Where(element => element.Mnemonic == mnemonic).ToArray() is [var known]
        ? known
        : throw new CheckpointException($"there is no element type '{mnemonic}'");

    private sealed record InputState(string Name, string Element, long[] Shape)
    {
        public Field ToField() => new(Name, new TensorType(Parsed(Element), [.. Shape]));
    }
}
