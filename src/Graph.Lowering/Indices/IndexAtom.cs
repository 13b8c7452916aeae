using System.Globalization;

namespace Graph.Lowering;

/// <summary>
/// What an <see cref="IndexMap"/> is a sum of: an axis, or a rounded quotient or a remainder that could not be simplified further.
/// </summary>
public abstract record IndexAtom
{
    private protected IndexAtom()
    {
    }

    /// <summary>The least value it takes.</summary>
    public abstract long Minimum { get; }

    /// <summary>The largest value it takes.</summary>
    public abstract long Maximum { get; }

    /// <summary>A total order: axes first, by number, then quotients, then remainders.</summary>
    internal static IComparer<IndexAtom> CanonicalOrder { get; } = Comparer<IndexAtom>.Create(Compare);

    private protected abstract int Rank { get; }

    /// <summary>The value where each axis has the value that stands at its number.</summary>
    public abstract long Evaluate(ReadOnlySpan<long> values);

    private static int Compare(IndexAtom left, IndexAtom right) => (left, right) switch
    {
        (AxisAtom a, AxisAtom b) => a.Axis.Number.CompareTo(b.Axis.Number),
        (QuotientAtom a, QuotientAtom b) => Compare(a.Dividend, a.Divisor, b.Dividend, b.Divisor),
        (RemainderAtom a, RemainderAtom b) => Compare(a.Dividend, a.Divisor, b.Dividend, b.Divisor),
        _ => left.Rank.CompareTo(right.Rank),
    };

    private static int Compare(IndexMap dividend, long divisor, IndexMap otherDividend, long otherDivisor) =>
        divisor.CompareTo(otherDivisor) is int by and not 0 ? by : IndexMap.CanonicalOrder.Compare(dividend, otherDividend);
}

/// <summary>The value of an axis.</summary>
/// <param name="Axis">The axis.</param>
public sealed record AxisAtom(LoopAxis Axis) : IndexAtom
{
    /// <inheritdoc/>
    public override long Minimum => 0;

    /// <inheritdoc/>
    public override long Maximum => Math.Max(0, Axis.Size - 1);

    private protected override int Rank => 0;

    /// <inheritdoc/>
    public override long Evaluate(ReadOnlySpan<long> values) => values[Axis.Number];

    /// <inheritdoc/>
    public override string ToString() => Axis.Name;
}

/// <summary>⌊dividend / divisor⌋.</summary>
/// <param name="Dividend">What is divided.</param>
/// <param name="Divisor">By what; at least 2.</param>
public sealed record QuotientAtom(IndexMap Dividend, long Divisor) : IndexAtom
{
    /// <inheritdoc/>
    public override long Minimum => IndexMap.FloorDivide(Dividend.Minimum, Divisor);

    /// <inheritdoc/>
    public override long Maximum => IndexMap.FloorDivide(Dividend.Maximum, Divisor);

    private protected override int Rank => 1;

    /// <inheritdoc/>
    public override long Evaluate(ReadOnlySpan<long> values) => IndexMap.FloorDivide(Dividend.Evaluate(values), Divisor);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Dividend.InParentheses} / {Divisor}");
}

/// <summary>dividend − divisor · ⌊dividend / divisor⌋, so that 0 ≤ remainder &lt; divisor.</summary>
/// <param name="Dividend">What is divided.</param>
/// <param name="Divisor">By what; at least 2.</param>
public sealed record RemainderAtom(IndexMap Dividend, long Divisor) : IndexAtom
{
    /// <inheritdoc/>
    public override long Minimum => 0;

    /// <inheritdoc/>
    public override long Maximum => Divisor - 1;

    private protected override int Rank => 2;

    /// <inheritdoc/>
    public override long Evaluate(ReadOnlySpan<long> values) => IndexMap.FloorRemainder(Dividend.Evaluate(values), Divisor);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Dividend.InParentheses} % {Divisor}");
}
