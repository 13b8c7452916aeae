namespace Graph.Learning;

/// <summary>What a trace knows of one layer, or of the top.</summary>
/// <param name="path">Its path; empty at the top.</param>
internal sealed class LayerFrame(string path)
{
    private readonly Dictionary<string, Variable> variables = [];
    private readonly HashSet<string> askedNow = [];
    private readonly HashSet<string> children = [];

    public string Path => path;

    /// <summary>How often the layer was applied.</summary>
    public int Applications { get; private set; }

    /// <summary>Whether it is being applied.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>How many keys it has asked for.</summary>
    public uint Keys { get; set; }

    public IEnumerable<Variable> Variables => variables.Values;

    public void Open()
    {
        IsOpen = true;
        Applications++;
        askedNow.Clear();
    }

    public void Close() => IsOpen = false;

    /// <summary>The variable of a name where an earlier application has asked for it.</summary>
    /// <exception cref="GraphException">This application has asked for the name, or the earlier one for another type.</exception>
    public Variable? Find(string name, TensorType type, bool isTrained)
    {
        string what = isTrained ? "parameter" : "state";
        if (!askedNow.Add(name))
        {
            throw new GraphException(
                $"the {what} '{name}' is asked for twice{Within()}; a layer applies others by scope.Apply(layer, x), which gives their " +
                "parameters a path of their own");
        }
        if (!variables.TryGetValue(name, out Variable? known))
        {
            return null;
        }
        if (known.Type != type)
        {
            throw new ShapeException(
                $"the {what} '{name}'{Within()} is {known.Type} from where the layer is applied first, but would be {type} here; " +
                $"a layer that is used twice takes inputs of the same features");
        }
        return known.IsTrained == isTrained
            ? known
            : throw new GraphException($"'{name}'{Within()} is asked for as a parameter and as a state");
    }

    public void Add(string name, Variable variable) => variables.Add(name, variable);

    /// <summary>The variable of a name.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public Variable StateCalled(string name) => variables.TryGetValue(name, out Variable? state) && !state.IsTrained
        ? state
        : throw new GraphException(
            $"there is no state '{name}'{Within()} to " +
            $"update{Suggestion.For(name, [.. variables.Where(pair => !pair.Value.IsTrained).Select(pair => pair.Key)])}");

    /// <summary>Takes a name among the layers within.</summary>
    /// <returns>Whether it was free.</returns>
    public bool TakeName(string name) => children.Add(name);

    /// <summary>Takes the first free of <c>dense</c>, <c>dense_2</c>, <c>dense_3</c>, ….</summary>
    public string TakeFreeName(string wanted)
    {
        string free = wanted;
        for (int number = 2; !children.Add(free); number++)
        {
            free = FormattableString.Invariant($"{wanted}_{number}");
        }
        return free;
    }

    private string Within() => path.Length == 0 ? "" : $" of '{path}'";
}
