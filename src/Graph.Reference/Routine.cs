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
            int tensors = node.ResultType is TupleType tuple ? tuple.Tensors.Length : 1;
            slots[node] = slotCount;
            if (node.Op is not Parameter)
            {
                order.Add(new Step(node, SlotsOf(node.Inputs, slots), slotCount, tensors));
            }
            slotCount += tensors;
        }
        steps = [.. order];
        parameters = SlotsOf(computation.Parameters, slots);
        results = SlotsOf(computation.Results, slots);
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

    private static int[] SlotsOf(ImmutableArray<Expr> nodes, Dictionary<Expr, int> slots)
    {
        int[] numbers = new int[nodes.Length];
        for (int place = 0; place < numbers.Length; place++)
        {
            numbers[place] = slots[nodes[place]];
        }
        return numbers;
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
            for (int slot = step.FirstResult; slot < step.FirstResult + step.Results; slot++)
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

    private sealed class Step(Expr node, int[] operands, int firstResult, int results)
    {
        public Expr Node { get; } = node;

        public int[] Operands { get; } = operands;

        public int FirstResult { get; } = firstResult;

        public int Results { get; } = results;

        public int[] Dead { get; set; } = [];
    }
}
