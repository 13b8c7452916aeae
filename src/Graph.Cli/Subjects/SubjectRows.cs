namespace Graph.Cli.Subjects;

/// <summary>An operand of a subject.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Range">Where its values lie, where that is not left to the check.</param>
/// <param name="Value">Its value, where it is not drawn.</param>
internal sealed record Operand(TensorType Type, (double Low, double High)? Range = null, Tensor? Value = null);

/// <summary>Makes the rows of the tables of subjects.</summary>
internal static class SubjectRows
{
    private static readonly ImmutableArray<string> labels = ["x", "y", "z", "u", "v"];

    /// <summary>Floats of a shape, drawn between bounds where they are given.</summary>
    public static Operand Floats(Shape shape, double? low = null, double? high = null) =>
        new(new(ElementType.F32, shape), low is { } least && high is { } most ? (least, most) : null);

    /// <summary>Integers from 0 up to but not including a limit.</summary>
    public static Operand Integers(Shape shape, int limit) => new(new(ElementType.I32, shape), (0, limit));

    /// <summary>These values, not to be differentiated by.</summary>
    public static Operand Given(Tensor value) => new(value.Type, null, value);

    /// <summary>Bools of a shape, drawn.</summary>
    public static Operand Bools(Shape shape) => new(new(ElementType.Bool, shape));

    /// <summary>A key, drawn.</summary>
    public static Operand DrawnKey { get; } = new(new(ElementType.U32, [2]));

    /// <summary>A subject from a function of operands called x, y, z, u, v.</summary>
    public static Subject Row(
        string name, SubjectKind kind, Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, params ImmutableArray<Operand> operands)
    {
        Dictionary<string, Tensor> values = [];
        Dictionary<string, (double, double)> ranges = [];
        foreach ((string label, Operand operand) in labels.Zip(operands))
        {
            if (operand.Value is { } value)
            {
                values.Add(label, value);
            }
            else if (operand.Range is { } range)
            {
                ranges.Add(label, range);
            }
        }
        return new Subject(
            name,
            kind,
            () =>
            {
                ImmutableArray<Expr> leaves = [.. labels.Zip(operands, (label, operand) => Primitives.Leaf(label, operand.Type))];
                return Computation.Create(name, leaves, function(leaves));
            },
            new GradientCheckOptions { Values = values, Ranges = ranges });
    }
}
