using System.Globalization;
using System.Text;

namespace Graph.Lowering;

/// <summary>One summand of an <see cref="IndexMap"/>.</summary>
/// <param name="Atom">What is multiplied.</param>
/// <param name="Coefficient">By how much; not 0.</param>
public readonly record struct IndexTerm(IndexAtom Atom, long Coefficient);

/// <summary>
/// An integer computed from loop axes: a sum of axes, floor quotients and remainders with integer coefficients, and a constant; 64-bit.
/// Always in canonical form: simplified by the ranges of the axes, terms in order, so that equal structure is equality.
/// </summary>
/// <remarks>
/// What movement of data comes to: a transpose permutes, a slice scales and shifts, a reshape splits a flat index by quotients and
/// remainders and joins the parts again. Arithmetic that leaves 64 bits throws <see cref="OverflowException"/>.
/// </remarks>
public sealed partial class IndexMap : IEquatable<IndexMap>
{
    private IndexMap(ImmutableArray<IndexTerm> terms, long constant)
    {
        (Terms, Constant) = (terms, constant);
        (Minimum, Maximum) = (constant, constant);
        foreach ((IndexAtom atom, long coefficient) in terms)
        {
            checked
            {
                Minimum += coefficient * (coefficient > 0 ? atom.Minimum : atom.Maximum);
                Maximum += coefficient * (coefficient > 0 ? atom.Maximum : atom.Minimum);
            }
        }
    }

    /// <summary>0.</summary>
    public static IndexMap Zero { get; } = new([], 0);

    /// <summary>A total order in which equal maps are equal; it has no meaning beyond.</summary>
    internal static IComparer<IndexMap> CanonicalOrder { get; } = Comparer<IndexMap>.Create(Compare);

    /// <summary>The terms, in order of their atoms.</summary>
    public ImmutableArray<IndexTerm> Terms { get; }

    /// <summary>The constant summand.</summary>
    public long Constant { get; }

    /// <summary>A lower bound of the value.</summary>
    public long Minimum { get; }

    /// <summary>An upper bound of the value.</summary>
    public long Maximum { get; }

    /// <summary>Whether it depends on no axis.</summary>
    public bool IsConstant => Terms.IsEmpty;

    /// <summary>Whether it is a sum of axes with coefficients, without quotient or remainder.</summary>
    public bool IsAffine => Terms.All(term => term.Atom is AxisAtom);

    /// <summary>The axis that it is, or null.</summary>
    public LoopAxis? AsAxis => Terms is [(AxisAtom atom, 1)] && Constant == 0 ? atom.Axis : null;

    internal string InParentheses =>
        Terms.Length + (Constant == 0 ? 0 : 1) == 1 && (Terms.IsEmpty || Terms[0] is (AxisAtom, 1)) ? ToString() : $"({this})";

    /// <summary>A number.</summary>
    public static IndexMap Of(long constant) => constant == 0 ? Zero : new([], constant);

    /// <summary>The value of an axis; 0 where it has only one value, or none.</summary>
    public static IndexMap Of(LoopAxis axis) => axis.Size <= 1 ? Zero : new([new(new AxisAtom(axis), 1)], 0);

    /// <summary>Σ indices[i] · strides[i].</summary>
    public static IndexMap Flatten(IReadOnlyList<IndexMap> indices, Shape strides)
    {
        IndexMap sum = Zero;
        for (int axis = 0; axis < indices.Count; axis++)
        {
            sum += indices[axis] * strides[axis];
        }
        return sum;
    }

    /// <summary>By how much the value grows with the axis, or null where that is not the same everywhere.</summary>
    public long? CoefficientOf(LoopAxis axis)
    {
        long coefficient = 0;
        foreach ((IndexAtom atom, long by) in Terms)
        {
            if (atom is AxisAtom(var own))
            {
                coefficient = own == axis ? by : coefficient;
            }
            else if (Inner(atom).DependsOn(axis))
            {
                return null;
            }
        }
        return coefficient;
    }

    /// <summary>Whether the axis occurs.</summary>
    public bool DependsOn(LoopAxis axis) =>
        Terms.Any(term => term.Atom is AxisAtom(var own) ? own == axis : Inner(term.Atom).DependsOn(axis));

    /// <summary>The axes that occur.</summary>
    public ImmutableHashSet<LoopAxis> Axes()
    {
        ImmutableHashSet<LoopAxis> axes = [];
        foreach ((IndexAtom atom, _) in Terms)
        {
            axes = atom is AxisAtom(var axis) ? axes.Add(axis) : axes.Union(Inner(atom).Axes());
        }
        return axes;
    }

    /// <summary>The value where each axis has the value that stands at its number.</summary>
    public long Evaluate(ReadOnlySpan<long> values)
    {
        long sum = Constant;
        foreach ((IndexAtom atom, long coefficient) in Terms)
        {
            sum += coefficient * atom.Evaluate(values);
        }
        return sum;
    }

    /// <inheritdoc/>
    public bool Equals(IndexMap? other) =>
        ReferenceEquals(this, other) || (other is not null && Constant == other.Constant
            && Terms.AsSpan().SequenceEqual(other.Terms.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IndexMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Constant);
        foreach (IndexTerm term in Terms)
        {
            hash.Add(term);
        }
        return hash.ToHashCode();
    }

    /// <summary>The sum as text, such as <c>4·i + j − 1</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((IndexAtom atom, long coefficient) in Terms)
        {
            AppendSign(text, coefficient < 0);
            long factor = Math.Abs(coefficient);
            string operand = atom is AxisAtom || factor == 1 ? atom.ToString() : $"({atom})";
            text.Append(factor == 1 ? operand : string.Create(CultureInfo.InvariantCulture, $"{factor}·{operand}"));
        }
        if (Constant != 0 || Terms.IsEmpty)
        {
            AppendSign(text, Constant < 0);
            text.Append(CultureInfo.InvariantCulture, $"{Math.Abs(Constant)}");
        }
        return text.ToString();
    }

    private static int Compare(IndexMap left, IndexMap right)
    {
        int order = left.Constant.CompareTo(right.Constant);
        order = order != 0 ? order : left.Terms.Length.CompareTo(right.Terms.Length);
        for (int place = 0; order == 0 && place < left.Terms.Length; place++)
        {
            order = IndexAtom.CanonicalOrder.Compare(left.Terms[place].Atom, right.Terms[place].Atom);
            order = order != 0 ? order : left.Terms[place].Coefficient.CompareTo(right.Terms[place].Coefficient);
        }
        return order;
    }

    private static void AppendSign(StringBuilder text, bool isNegative) =>
        text.Append(text.Length == 0 ? (isNegative ? "−" : "") : (isNegative ? " − " : " + "));

    private static IndexMap Inner(IndexAtom atom) => atom switch
    {
        QuotientAtom(var dividend, _) => dividend,
        RemainderAtom(var dividend, _) => dividend,
        _ => throw new System.Diagnostics.UnreachableException($"{atom} has nothing inside"),
    };
}
