namespace Graph.Transforms;

/// <summary>Making a computation again, node by node, with some nodes replaced.</summary>
internal static class Rebuilding
{
    extension(Expr node)
    {
        /// <summary>The node on the operands that a table gives in place of its own; the node itself, without allocation, where it gives none or the same.</summary>
        public Expr WithInputs(Dictionary<Expr, Expr> table)
        {
            foreach (Expr input in node.Inputs)
            {
                if (table.TryGetValue(input, out Expr? replacement) && !ReferenceEquals(replacement, input))
                {
                    return node.Update([.. node.Inputs.Select(operand => table.GetValueOrDefault(operand, operand))]);
                }
            }
            return node;
        }

        /// <summary>Another operator in the node's place, with its origin.</summary>
        public Expr Replace(Op op, ImmutableArray<Expr> inputs)
        {
            using Origin.Extent extent = Origin.Replacing(node.Origin);
            return Expr.Create(op, inputs);
        }
    }

    extension(Computation computation)
    {
        /// <summary>Replaces each node but the parameters, operands first; the function sees nodes whose operands have been replaced already.</summary>
        public Computation Rebuild(Func<Expr, Expr> replace)
        {
            Dictionary<Expr, Expr> table = new(computation.Nodes.Length);
            foreach (Expr node in computation.Nodes)
            {
                table[node] = node.Op is Parameter ? node : replace(node.WithInputs(table));
            }
            return computation.WithResults([.. computation.Results.Select(result => table[result])]);
        }

        /// <summary>
        /// Replaces operators by the list of their results, operands first; an operator with several results need not stay one. The function sees each
        /// node as it was and on replaced operands, and returns null for those that stay.
        /// </summary>
        /// <param name="replace">The replacement.</param>
        /// <param name="isLive">Which nodes to make at all; the results must not need others.</param>
        public Computation RebuildResults(Func<Expr, Expr, ImmutableArray<Expr>?> replace, Func<Expr, bool>? isLive = null)
        {
            Dictionary<Expr, Expr> table = new(computation.Nodes.Length);
            Dictionary<Expr, ImmutableArray<Expr>> tuples = [];
            foreach (Expr node in computation.Nodes)
            {
                if (node.Op is Parameter)
                {
                    table[node] = node;
                }
                else if (isLive?.Invoke(node) == false)
                {
                    continue;
                }
                else if (node.Op is Project(var index) && tuples.TryGetValue(node.Inputs[0], out ImmutableArray<Expr> tuple))
                {
                    table[node] = tuple[index];
                }
                else if (node.WithInputs(table) is var updated && InPlaceOf(node, updated, replace) is not { } results)
                {
                    table[node] = updated;
                }
                else if (node.IsTuple)
                {
                    tuples[node] = results;
                }
                else
                {
                    table[node] = results[0];
                }
            }
            return computation.WithResults([.. computation.Results.Select(result => table[result])]);
        }

        /// <summary>The results of the computation for the given operands, as expressions.</summary>
        public ImmutableArray<Expr> Inline(ImmutableArray<Expr> operands)
        {
            Dictionary<Expr, Expr> table = new(computation.Nodes.Length);
            for (int place = 0; place < operands.Length; place++)
            {
                table[computation.Parameters[place]] = operands[place];
            }
            return Substitute(computation.Results, table);
        }
    }

    /// <summary>What replaces a node, made with its origin.</summary>
    private static ImmutableArray<Expr>? InPlaceOf(Expr node, Expr updated, Func<Expr, Expr, ImmutableArray<Expr>?> replace)
    {
        using Origin.Extent extent = Origin.Replacing(node.Origin);
        return replace(node, updated);
    }

    /// <summary>Expressions with some of the nodes they need replaced; the table gets an entry for each node that they need.</summary>
    public static ImmutableArray<Expr> Substitute(ImmutableArray<Expr> roots, Dictionary<Expr, Expr> table)
    {
        foreach (Expr node in Traversal.TopologicalOrder(roots))
        {
            if (!table.ContainsKey(node))
            {
                table[node] = node.WithInputs(table);
            }
        }
        return [.. roots.Select(root => table[root])];
    }
}
