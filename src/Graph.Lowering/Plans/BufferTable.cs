using System.Globalization;

namespace Graph.Lowering;

/// <summary>The buffers of a plan before they have a place: one for each tensor that some step reads or writes.</summary>
internal sealed class BufferTable
{
    private readonly NodeNames names;
    private readonly Dictionary<Expr, int> first = [];
    private readonly List<(string Name, TensorType Type, Literal? Value)> buffers = [];

    public BufferTable(Computation computation, NodeNames names)
    {
        this.names = names;
        Parameters = [.. computation.Parameters.Select(parameter => NumbersOf(parameter)[0])];
        Results = [.. computation.Results.Select(result => NumbersOf(result)[0])];
    }

    public ImmutableArray<int> Parameters { get; }

    public ImmutableArray<int> Results { get; }

    public int Count => buffers.Count;

    public (string Name, TensorType Type, Literal? Value) this[int number] => buffers[number];

    /// <summary>The buffer of a node, or one for each tensor of a tuple.</summary>
    public ImmutableArray<int> NumbersOf(Expr node)
    {
        if (node.Op is Project(var index))
        {
            return [NumbersOf(node.Inputs[0])[index]];
        }
        ImmutableArray<TensorType> types = node.ResultType.Tensors;
        if (!first.TryGetValue(node, out int start))
        {
            start = buffers.Count;
            first.Add(node, start);
            for (int place = 0; place < types.Length; place++)
            {
                string name = types.Length == 1 ? names[node] : string.Create(CultureInfo.InvariantCulture, $"{names[node]}/{place}");
                buffers.Add((name, types[place], (node.Op as Constant)?.Value));
            }
        }
        return [.. Enumerable.Range(start, types.Length)];
    }
}
