namespace Graph.Reference;

/// <summary>
/// A computation made ready to be run, once or (as the body of a loop) many times: each tensor has a numbered slot, and each step knows
/// which slots nobody reads afterwards. A projection is no step, only another name for a slot.
/// </summary>
internal sealed class Routine
{
    private readonly Step[] steps;
    private readonly int[] parameters;
    private readonly int[] results;
    private readonly int slotCount;

    public Routine(Computation computation)
    {
        Dictionary<Expr, int> slots = new(computation.Nodes.Length);
        List<Step> order = new(computation.Nodes.Length);
        foreach (Expr node in computation.Nodes)
        {
            if (node.Op is Project project)
            {
                slots[node] = slots[node.Inputs[0]] + project.Index;
                continue;
            }
            slots[node] = slotCount;
            if (node.Op is not Parameter)
            {
                order.Add(new Step(node, [.. node.Inputs.Select(input => slots[input])], slotCount));
            }
            slotCount += node.IsTuple ? node.ResultType.Tensors.Length : 1;
        }
        steps = [.. order];
        parameters = [.. computation.Parameters.Select(parameter => slots[parameter])];
        results = [.. computation.Results.Select(result => slots[result])];
        FindLastReaders();
    }

    /// <summary>Runs it on arguments that fit.</summary>
    public ImmutableArray<Literal> Run(ReadOnlySpan<Literal> arguments)
    {
        Literal?[] values = new Literal?[slotCount];
        for (int place = 0; place < parameters.Length; place++)
        {
            values[parameters[place]] = arguments[place];
        }
        foreach (Step step in steps)
        {
            Literal[] operands = new Literal[step.Operands.Length];
            for (int place = 0; place < operands.Length; place++)
            {
                operands[place] = values[step.Operands[place]]!;
            }
            ImmutableArray<Literal> tensors = OperatorTable.Evaluate(step.Node, operands);
            for (int place = 0; place < tensors.Length; place++)
            {
                values[step.FirstResult + place] = tensors[place];
            }
            foreach (int dead in step.Dead)
            {
                values[dead] = null;
            }
        }
        return [.. results.Select(slot => values[slot]!)];
    }

    private void FindLastReaders()
    {
        bool[] read = new bool[slotCount];
        foreach (int slot in results)
        {
            read[slot] = true;
        }
        List<int> dead = [];
        for (int place = steps.Length - 1; place >= 0; place--)
        {
            Step step = steps[place];
            dead.Clear();
            int end = step.FirstResult + step.Node.ResultType.Tensors.Length;
            for (int slot = step.FirstResult; slot < end; slot++)
            {
                if (!read[slot])
                {
                    dead.Add(slot);
                }
            }
            foreach (int slot in step.Operands)
            {
                if (!read[slot])
                {
                    read[slot] = true;
                    dead.Add(slot);
                }
            }
            step.Dead = [.. dead];
        }
    }

    private sealed class Step(Expr node, int[] operands, int firstResult)
    {
        public Expr Node { get; } = node;

        public int[] Operands { get; } = operands;

        public int FirstResult { get; } = firstResult;

        public int[] Dead { get; set; } = [];
    }
}
