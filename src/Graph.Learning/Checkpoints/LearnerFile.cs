using System.Globalization;

namespace Graph.Learning;

/// <summary>
/// Learners as safetensors files: variables below <c>model/</c>, what optimizers keep beside them, and the counters in the metadata.
/// </summary>
internal static class LearnerFile
{
    private const string Variable = "model/";
    private const string BatchesKey = "graph.batches";
    private const string FactorKey = "graph.rate_factor";

    public static TensorFile Of(
        Learner learner, ImmutableArray<Variable> variables, IEnumerable<(string Name, Tensor Value)> tensors,
        IEnumerable<(string Key, string Text)> metadata)
    {
        HashSet<string> paths = [.. variables.Select(variable => variable.Path)];
        Dictionary<string, string> texts = new()
        {
            [BatchesKey] = learner.Batches.ToString(CultureInfo.InvariantCulture),
            [FactorKey] = learner.RateFactor.ToString("R", CultureInfo.InvariantCulture),
        };
        foreach ((string key, string text) in metadata)
        {
            texts.Add(key, text);
        }
        IEnumerable<(string Name, Tensor Value)> kept =
            learner.State.Leaves.Select(leaf => (paths.Contains(leaf.Name) ? Variable + leaf.Name : leaf.Name, leaf.Value));
        return new TensorFile([.. kept, .. tensors], texts);
    }

    /// <summary>
    /// The variables of a checkpoint, averaged where averages are kept, as a trainer returns them; or those of a file that has nothing
    /// else.
    /// </summary>
    public static ParameterTree Variables(TensorFile file)
    {
        ParameterTree all = new(file.Tensors);
        if (!file.Metadata.ContainsKey(BatchesKey))
        {
            return all;
        }
        return new ParameterTree(all.Under(Variable.TrimEnd('/')).Select(leaf =>
            (leaf.Path, all.TryGet($"{KeptPaths.Average}/{leaf.Path}", out Tensor? average) ? average : leaf.Value)));
    }

    /// <summary>What a learner keeps, and its counters.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kept">What there must be.</param>
    /// <exception cref="GraphException">
    /// Something is missing or of another type, or a counter is no number; the sentence says what.
    /// </exception>
    public static (TrainState State, long Batches, double RateFactor) Read(TensorFile file, ImmutableArray<KeptLeaf> kept)
    {
        ParameterTree tensors = new(file.Tensors);
        ImmutableArray<Variable> variables = [.. kept.Select(leaf => leaf.As?.Path == leaf.Label ? leaf.As : null).OfType<Variable>()];
        GivenWeights.Check(variables, tensors.Under(Variable.TrimEnd('/')), isWhole: true);
        HashSet<string> paths = [.. variables.Select(variable => variable.Path)];
        Tensor Kept(KeptLeaf leaf) => tensors.TryGet(paths.Contains(leaf.Label) ? Variable + leaf.Label : leaf.Label, out Tensor? value)
            && value.Type == leaf.Leaf.Type
            ? value
            : throw new GraphException(
                $"what the optimizer keeps as '{leaf.Label}' {leaf.Leaf.Type} is {(value is null ? "missing" : value.Type)}");
        long batches = Number(file, BatchesKey, text => long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture));
        double factor = Number(file, FactorKey, text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        return (new TrainState(kept.Select(leaf => (leaf.Label, Kept(leaf)))), batches, factor);
    }

    private static T Number<T>(TensorFile file, string key, Func<string, T> parse)
    {
        try
        {
            return file.Metadata.TryGetValue(key, out string? text)
                ? parse(text)
                : throw new GraphException($"the metadata has no '{key}'");
        }
        catch (FormatException wrong)
        {
            throw new GraphException($"'{key}' in the metadata is no number", wrong);
        }
    }
}
