using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>How large a case is; shrinking makes it less in this order: operators, leaves, elements, arguments that are not plain.</summary>
public readonly record struct Measure(int Operators, int Leaves, long Elements, double Plainness) : IComparable<Measure>
{
    /// <summary>The size of a case.</summary>
    public static Measure Of(Case subject)
    {
        (int operators, int leaves, long elements) = Count(subject.Computation);
        return new Measure(operators, leaves, elements, subject.Arguments.Sum(Complexity));
    }

    /// <summary>How many operators there are but for leaves and projections, in held computations too.</summary>
    public static int CountOperators(Computation computation) => Count(computation).Operators;

    /// <inheritdoc/>
    public int CompareTo(Measure other) =>
        (Operators, Leaves, Elements, Plainness).CompareTo((other.Operators, other.Leaves, other.Elements, other.Plainness));

    /// <summary>Whether the left one is smaller.</summary>
    public static bool operator <(Measure left, Measure right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is larger.</summary>
    public static bool operator >(Measure left, Measure right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not larger.</summary>
    public static bool operator <=(Measure left, Measure right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not smaller.</summary>
    public static bool operator >=(Measure left, Measure right) => left.CompareTo(right) >= 0;

    private static (int Operators, int Leaves, long Elements) Count(Computation computation)
    {
        (int operators, int leaves, long elements) = (0, 0, computation.Results.Length);
        foreach (Expr node in computation.Nodes)
        {
            elements += node.ResultType.Tensors.Sum(type => type.ElementCount + type.Rank);
            if (node.Op is Parameter or Constant or Iota)
            {
                leaves++;
            }
            else if (node.Op is not Project)
            {
                operators++;
            }
            foreach (Computation held in Verifier.Held(node.Op))
            {
                (int more, int inner, long within) = Count(held);
                (operators, leaves, elements) = (operators + more + 1, leaves + inner, elements + within);
            }
        }
        return (operators, leaves, elements);
    }

    // 0 and 1 are plainest, then small integers, then everything else.
    private static double Complexity(Literal literal)
    {
        double sum = 0;
        for (long index = 0; index < literal.Type.ElementCount; index++)
        {
            double value = literal.ToDouble(index);
            sum += value is 0 && !double.IsNegative(value) ? 0 : value is 1 ? 0.5 : double.IsInteger(value) && Math.Abs(value) < 100 ? 1 + (Math.Abs(value) / 100) : 3;
        }
        return sum;
    }
}
