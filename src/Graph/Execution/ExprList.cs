using System.Collections;

namespace Graph;

/// <summary>
/// Several expressions, such as gradients or the parts of a split: taken apart with <c>var (a, b) = …</c>, indexed or enumerated; a list of
/// one converts to its expression.
/// </summary>
public sealed class ExprList : IReadOnlyList<Expr>
{
    private readonly ImmutableArray<Expr> items;

    /// <summary>Makes a list.</summary>
    public ExprList(ImmutableArray<Expr> items) => this.items = items;

    /// <summary>The number of expressions.</summary>
    public int Count => items.Length;

    /// <summary>The expression at a place, counted from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public Expr this[int index] => items[index];

    /// <summary>The only expression of a list of one.</summary>
    /// <exception cref="GraphException">There is not exactly one.</exception>
    public static implicit operator Expr(ExprList list) => list.items.Length == 1
        ? list.items[0]
        : throw new GraphException(
            $"a list of {list.items.Length} expressions is not one expression; take it apart, or take one by its index");

    /// <summary>The expressions as an immutable array.</summary>
    public static implicit operator ImmutableArray<Expr>(ExprList list) => list.items;

    /// <summary>A list of two.</summary>
    public static implicit operator ExprList((Expr, Expr) items) => new([items.Item1, items.Item2]);

    /// <summary>A list of three.</summary>
    public static implicit operator ExprList((Expr, Expr, Expr) items) => new([items.Item1, items.Item2, items.Item3]);

    /// <summary>A list of four.</summary>
    public static implicit operator ExprList((Expr, Expr, Expr, Expr) items) => new([items.Item1, items.Item2, items.Item3, items.Item4]);

    /// <inheritdoc/>
    public IEnumerator<Expr> GetEnumerator() => ((IEnumerable<Expr>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes a list of two apart.</summary>
    /// <exception cref="GraphException">There are not exactly two.</exception>
    public void Deconstruct(out Expr first, out Expr second)
    {
        RequireCount(2);
        (first, second) = (items[0], items[1]);
    }

    /// <summary>Takes a list of three apart.</summary>
    /// <exception cref="GraphException">There are not exactly three.</exception>
    public void Deconstruct(out Expr first, out Expr second, out Expr third)
    {
        RequireCount(3);
        (first, second, third) = (items[0], items[1], items[2]);
    }

    /// <summary>Takes a list of four apart.</summary>
    /// <exception cref="GraphException">There are not exactly four.</exception>
    public void Deconstruct(out Expr first, out Expr second, out Expr third, out Expr fourth)
    {
        RequireCount(4);
        (first, second, third, fourth) = (items[0], items[1], items[2], items[3]);
    }

    /// <summary>Takes a list of five apart.</summary>
    /// <exception cref="GraphException">There are not exactly five.</exception>
    public void Deconstruct(out Expr first, out Expr second, out Expr third, out Expr fourth, out Expr fifth)
    {
        RequireCount(5);
        (first, second, third, fourth, fifth) = (items[0], items[1], items[2], items[3], items[4]);
    }

    /// <summary>Takes a list of six apart.</summary>
    /// <exception cref="GraphException">There are not exactly six.</exception>
    public void Deconstruct(out Expr first, out Expr second, out Expr third, out Expr fourth, out Expr fifth, out Expr sixth)
    {
        RequireCount(6);
        (first, second, third, fourth, fifth, sixth) = (items[0], items[1], items[2], items[3], items[4], items[5]);
    }

    /// <summary>Takes a list of seven apart.</summary>
    /// <exception cref="GraphException">There are not exactly seven.</exception>
    public void Deconstruct(
        out Expr first, out Expr second, out Expr third, out Expr fourth, out Expr fifth, out Expr sixth, out Expr seventh)
    {
        RequireCount(7);
        (first, second, third, fourth, fifth, sixth, seventh) = (items[0], items[1], items[2], items[3], items[4], items[5], items[6]);
    }

    /// <summary>Takes a list of eight apart.</summary>
    /// <exception cref="GraphException">There are not exactly eight.</exception>
    public void Deconstruct(
        out Expr first, out Expr second, out Expr third, out Expr fourth, out Expr fifth, out Expr sixth, out Expr seventh, out Expr eighth)
    {
        RequireCount(8);
        (first, second, third, fourth, fifth, sixth, seventh, eighth) =
            (items[0], items[1], items[2], items[3], items[4], items[5], items[6], items[7]);
    }

    private void RequireCount(int count)
    {
        if (items.Length != count)
        {
            throw new GraphException($"a list of {items.Length} expressions cannot be taken apart into {count}");
        }
    }
}
