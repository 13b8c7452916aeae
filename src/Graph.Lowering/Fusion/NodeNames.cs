using System.Globalization;

namespace Graph.Lowering;

/// <summary>
/// Names for the nodes of a computation: labels of parameters, else the operator, numbered where it stands more than once.
/// </summary>
internal sealed class NodeNames
{
    private readonly Dictionary<Expr, string> names = [];
    private readonly Dictionary<Expr, int> places = [];

    public NodeNames(Computation computation)
    {
        HashSet<string> taken = [.. computation.Parameters.Select(parameter => ((Parameter)parameter.Op).Label)];
        Dictionary<string, int> counts = [];
        foreach (Expr node in computation.Nodes)
        {
            places.Add(node, places.Count);
            names.Add(node, node.Op is Parameter leaf ? leaf.Label : Claim(node.Op.Name, taken, counts));
        }
    }

    /// <summary>The name of a node.</summary>
    public string this[Expr node] => names[node];

    /// <summary>The place of a node in the computation's order.</summary>
    public int PlaceOf(Expr node) => places[node];

    /// <summary>The first and the last of some nodes, such as <c>reduce…divide</c>.</summary>
    public string Span(IEnumerable<Expr> nodes)
    {
        (Expr? first, Expr? last) = (null, null);
        foreach (Expr node in nodes.Where(node => node.Op is not Constant))
        {
            first = first is null || PlaceOf(node) < PlaceOf(first) ? node : first;
            last = last is null || PlaceOf(node) > PlaceOf(last) ? node : last;
        }
        return first is null ? "" : ReferenceEquals(first, last) ? this[first] : $"{this[first]}…{this[last!]}";
    }

    private static string Claim(string wish, HashSet<string> taken, Dictionary<string, int> counts)
    {
        string name = wish;
        while (!taken.Add(name))
        {
            int count = counts.GetValueOrDefault(wish) + 1;
            counts[wish] = count;
            name = string.Create(CultureInfo.InvariantCulture, $"{wish}.{count}");
        }
        return name;
    }
}
