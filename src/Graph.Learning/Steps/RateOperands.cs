namespace Graph.Learning;

/// <summary>The learning rates of a step: one operand for each schedule and factor.</summary>
/// <param name="element">The element type of the parameters.</param>
internal sealed class RateOperands(ElementType element)
{
    private const string Label = KeptPaths.Training + "/learning_rate";

    private readonly List<(Schedule Schedule, double Factor, Expr Leaf)> operands = [];

    public ElementType Element => element;

    public int Count => operands.Count;

    public ImmutableArray<Expr> Leaves => [.. operands.Select(operand => operand.Leaf)];

    /// <summary>The operand for a schedule and a factor.</summary>
    public Expr For(Schedule schedule, double factor)
    {
        foreach ((Schedule Schedule, double Factor, Expr Leaf) operand in operands)
        {
            if (ReferenceEquals(operand.Schedule, schedule) && operand.Factor.Equals(factor))
            {
                return operand.Leaf;
            }
        }
        string label = operands.Count == 0 ? Label : FormattableString.Invariant($"{Label}_{operands.Count + 1}");
        Expr leaf = Primitives.Leaf(label, new TensorType(element, []));
        operands.Add((schedule, factor, leaf));
        return leaf;
    }

    /// <summary>The rate at a place, at a step.</summary>
    public double At(int place, long step) => operands[place].Schedule.At(step) * operands[place].Factor;
}
