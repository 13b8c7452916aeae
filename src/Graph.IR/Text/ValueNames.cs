namespace Graph.IR;

/// <summary>The names of values in printed forms.</summary>
internal static class ValueNames
{
    /// <summary>
    /// A name for each node of a computation: of a parameter its label, else the operator's name, numbered from the second on (<c>add</c>, <c>add.1</c>, …)
    /// and past the labels that look like it.
    /// </summary>
    public static Dictionary<Expr, string> Of(Computation computation)
    {
        Dictionary<Expr, string> values = new(computation.Nodes.Length);
        UniqueNames names = new();
        foreach (Expr parameter in computation.Parameters)
        {
            string label = ((Parameter)parameter.Op).Label;
            names.Reserve(label);
            values.Add(parameter, label);
        }
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is not Parameter)
            {
                values.Add(node, names.Claim(node.Op.Name));
            }
        }
        return values;
    }
}
