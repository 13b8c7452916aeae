namespace Graph.IR;

/// <summary>
/// Computations as Graphviz draws them: parameters coloured by role, operators with attributes and type, results. Each computation that an operator holds is
/// a cluster, with a dashed edge from every operator that holds it. Nodes have the names that they have in the text form.
/// </summary>
public static class DotForm
{
    /// <summary>Writes a computation in the DOT language.</summary>
    public static string Print(Computation computation) => DotPrinter.Print(computation);
}
