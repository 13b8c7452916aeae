namespace Graph.Transforms;

/// <summary>Making a computation again, node by node, with some nodes replaced.</summary>
internal static class Rebuilding
{
    extension(Expr node)
    {
        /// <summary>The node on the operands that a table gives in place of its own; the node itself, without allocation, where they are the same.</summary>
        public Expr WithInputs(IReadOnlyDictionary<Expr, Expr> table)
        {
            foreach (Expr input in node.Inputs)
            {
                if (!ReferenceEquals(table[input], input))
                {
                    return node.Update([.. node.Inputs.Select(operand => table[operand])]);
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
    }
}
