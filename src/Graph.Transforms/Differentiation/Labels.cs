using System.Globalization;

namespace Graph.Transforms;

/// <summary>Gives leaves of a computation under construction labels that none of its leaves has yet.</summary>
internal sealed class Labels
{
    private readonly HashSet<string> taken;

    /// <param name="parameters">The leaves there are already.</param>
    public Labels(IEnumerable<Expr> parameters) => taken = [.. parameters.Select(Of)];

    /// <summary>The label of a leaf.</summary>
    public static string Of(Expr leaf) => ((Parameter)leaf.Op).Label;

    /// <summary>A leaf with the wanted label, or the label with the first free number behind it.</summary>
    public Expr Leaf(string label, TensorType type)
    {
        string free = label;
        for (int number = 1; !taken.Add(free); number++)
        {
            free = label + "_" + number.ToString(CultureInfo.InvariantCulture);
        }
        return Primitives.Leaf(free, type);
    }
}
