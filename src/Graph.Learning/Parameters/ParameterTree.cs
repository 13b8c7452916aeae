using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Graph.Learning;

/// <summary>
/// Tensors by path, in order: what a network has learned. Paths are names joined by <c>/</c>, so that a part of a network is a part of the
/// tree. Immutable.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a tree to its users; that it enumerates its leaves does not make it a bag.")]
public sealed class ParameterTree : IReadOnlyCollection<(string Path, Tensor Value)>
{
    private readonly ImmutableArray<(string Path, Tensor Value)> leaves;
    private readonly Dictionary<string, int> places = [];

    /// <summary>Makes a tree.</summary>
    /// <param name="leaves">A path and a tensor for each leaf.</param>
    /// <exception cref="GraphException">A path stands twice, or a tensor is null.</exception>
    public ParameterTree(IEnumerable<(string Path, Tensor Value)> leaves)
    {
        this.leaves = [.. leaves];
        for (int place = 0; place < this.leaves.Length; place++)
        {
            (string path, Tensor value) = this.leaves[place];
            if (value is null)
            {
                throw new GraphException($"the parameter '{path}' was given null");
            }
            if (!places.TryAdd(path, place))
            {
                throw new GraphException($"the parameter '{path}' is given twice");
            }
        }
    }

    /// <summary>A tree of nothing.</summary>
    public static ParameterTree Empty { get; } = new([]);

    /// <summary>The number of tensors.</summary>
    public int Count => leaves.Length;

    /// <summary>The paths, in order.</summary>
    public IEnumerable<string> Paths => leaves.Select(leaf => leaf.Path);

    /// <summary>The number of elements of all tensors.</summary>
    public long ElementCount => leaves.Sum(leaf => leaf.Value.ElementCount);

    /// <summary>The tensor of a path.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public Tensor this[string path] => places.TryGetValue(path, out int place)
        ? leaves[place].Value
        : throw new GraphException($"there is no parameter '{path}'{Suggestion.For(path, [.. Paths])}");

    /// <summary>Whether there is a tensor of a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">The tensor.</param>
    public bool TryGet(string path, [NotNullWhen(true)] out Tensor? value)
    {
        value = places.TryGetValue(path, out int place) ? leaves[place].Value : null;
        return value is not null;
    }

    /// <summary>The part below a path, by what follows it: of <c>encoder/dense/w</c> below <c>encoder</c>, <c>dense/w</c>.</summary>
    /// <param name="path">The path of a layer; nothing below it is an empty tree.</param>
    public ParameterTree Under(string path) => new(
        from leaf in leaves
        where leaf.Path.StartsWith(path + "/", StringComparison.Ordinal)
        select (leaf.Path[(path.Length + 1)..], leaf.Value));

    /// <summary>The parameters of which a pattern holds; see <see cref="ParameterGroup"/>.</summary>
    /// <param name="pattern">A path in which <c>*</c> is any part of one name and <c>**</c> any number of names.</param>
    public ParameterTree Where(string pattern) => new(leaves.Where(leaf => PathPattern.Matches(pattern, leaf.Path)));

    /// <summary>The tree with another tensor at a path.</summary>
    /// <param name="path">A path of the tree.</param>
    /// <param name="value">A tensor of the same type.</param>
    /// <exception cref="GraphException">There is no such path, or the type differs.</exception>
    public ParameterTree With(string path, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        TensorType type = this[path].Type;
        return value.Type == type
            ? new ParameterTree(leaves.SetItem(places[path], (path, value)))
            : throw new GraphException($"the parameter '{path}' is {type} and cannot become {value.Type}");
    }

    /// <inheritdoc/>
    public IEnumerator<(string Path, Tensor Value)> GetEnumerator() =>
        ((IEnumerable<(string Path, Tensor Value)>)leaves).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One line for each tensor, with its type, indented below the layers that it belongs to.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        string[] before = [];
        foreach ((string path, Tensor value) in leaves)
        {
            string[] names = path.Split('/');
            int shared = before.Zip(names).TakeWhile(pair => pair.First == pair.Second).Count();
            for (int depth = Math.Min(shared, names.Length - 1); depth < names.Length - 1; depth++)
            {
                text.Append(' ', 2 * depth).Append(names[depth]).Append('\n');
            }
            text.Append(' ', 2 * (names.Length - 1)).Append(names[^1]).Append(' ').Append(value.Type).Append('\n');
            before = names[..^1];
        }
        return text.ToString().TrimEnd('\n');
    }
}
