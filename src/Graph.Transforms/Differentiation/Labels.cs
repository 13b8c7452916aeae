using System.Globalization;

namespace Graph.Transforms;

/// <summary>Gives leaves and results of a computation under construction names that none of them has yet.</summary>
/// <param name="taken">The names there are already.</param>
internal sealed class Labels(IEnumerable<string> taken)
{
    private readonly HashSet<string> taken = [.. taken];

    /// <param name="parameters">The leaves there are already.</param>
    public Labels(ImmutableArray<Expr> parameters)
        : this(parameters.Select(Of))
    {
    }

    /// <summary>The label of a leaf.</summary>
    public static string Of(Expr leaf) => ((Parameter)leaf.Op).Label;

    /// <summary>A leaf with the wanted label, or the label with the first free number behind it.</summary>
    public Expr Leaf(string label, TensorType type) => Primitives.Leaf(Take(label), type);

    /// <summary>The wanted name, or the name with the first free number behind it.</summary>
    public string Take(string name)
    {
        string free = name;
        for (int number = 1; !taken.Add(free); number++)
        {
            free = name + "_" + number.ToString(CultureInfo.InvariantCulture);
        }
        return free;
    }
}
