using System.Collections;

namespace Graph;

/// <summary>
/// The results of a call, in declared order: taken apart with <c>var (loss, w) = …</c>, indexed by place or by name, or enumerated; a list
/// of one converts to its tensor.
/// </summary>
public sealed class TensorList : IReadOnlyList<Tensor>
{
    private readonly ImmutableArray<Tensor> items;

    internal TensorList(ImmutableArray<Tensor> items, ImmutableArray<string> names) => (this.items, Names) = (items, names);

    /// <summary>No tensors, of a call without results.</summary>
    internal static TensorList None { get; } = new([], []);

    /// <summary>The name of each result.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The number of tensors.</summary>
    public int Count => items.Length;

    /// <summary>The tensor at a place, counted from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public Tensor this[int index] => items[index];

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="BindingException">There is no such result.</exception>
    public Tensor this[string name] => Names.IndexOf(name) is >= 0 and var place
        ? items[place]
        : throw new BindingException($"there is no result '{name}'{Suggestion.For(name, Names)}");

    /// <summary>The only tensor of a list of one.</summary>
    /// <exception cref="GraphException">There is not exactly one.</exception>
    public static implicit operator Tensor(TensorList list) => list.items.Length == 1
        ? list.items[0]
        : throw new GraphException(
            $"a call with {list.items.Length} results is not one tensor; take the results apart, or take one by its index or name");

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes a list of two apart.</summary>
    /// <exception cref="GraphException">There are not exactly two.</exception>
    public void Deconstruct(out Tensor first, out Tensor second)
    {
        RequireCount(2);
        (first, second) = (items[0], items[1]);
    }

    /// <summary>Takes a list of three apart.</summary>
    /// <exception cref="GraphException">There are not exactly three.</exception>
    public void Deconstruct(out Tensor first, out Tensor second, out Tensor third)
    {
        RequireCount(3);
        (first, second, third) = (items[0], items[1], items[2]);
    }

    /// <summary>Takes a list of four apart.</summary>
    /// <exception cref="GraphException">There are not exactly four.</exception>
    public void Deconstruct(out Tensor first, out Tensor second, out Tensor third, out Tensor fourth)
    {
        RequireCount(4);
        (first, second, third, fourth) = (items[0], items[1], items[2], items[3]);
    }

    /// <summary>Takes a list of five apart.</summary>
    /// <exception cref="GraphException">There are not exactly five.</exception>
    public void Deconstruct(out Tensor first, out Tensor second, out Tensor third, out Tensor fourth, out Tensor fifth)
    {
        RequireCount(5);
        (first, second, third, fourth, fifth) = (items[0], items[1], items[2], items[3], items[4]);
    }

    /// <summary>Takes a list of six apart.</summary>
    /// <exception cref="GraphException">There are not exactly six.</exception>
    public void Deconstruct(out Tensor first, out Tensor second, out Tensor third, out Tensor fourth, out Tensor fifth, out Tensor sixth)
    {
        RequireCount(6);
        (first, second, third, fourth, fifth, sixth) = (items[0], items[1], items[2], items[3], items[4], items[5]);
    }

    /// <summary>Takes a list of seven apart.</summary>
    /// <exception cref="GraphException">There are not exactly seven.</exception>
    public void Deconstruct(
        out Tensor first, out Tensor second, out Tensor third, out Tensor fourth, out Tensor fifth, out Tensor sixth, out Tensor seventh)
    {
        RequireCount(7);
        (first, second, third, fourth, fifth, sixth, seventh) = (items[0], items[1], items[2], items[3], items[4], items[5], items[6]);
    }

    /// <summary>Takes a list of eight apart.</summary>
    /// <exception cref="GraphException">There are not exactly eight.</exception>
    public void Deconstruct(
        out Tensor first, out Tensor second, out Tensor third, out Tensor fourth, out Tensor fifth, out Tensor sixth, out Tensor seventh,
        out Tensor eighth)
    {
        RequireCount(8);
        (first, second, third, fourth, fifth, sixth, seventh, eighth) =
            (items[0], items[1], items[2], items[3], items[4], items[5], items[6], items[7]);
    }

    private void RequireCount(int count)
    {
        if (items.Length != count)
        {
            throw new GraphException($"a call with {items.Length} results cannot be taken apart into {count}");
        }
    }
}
