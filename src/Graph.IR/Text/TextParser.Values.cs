using System.Collections.Frozen;
using System.Globalization;

namespace Graph.IR;

internal sealed partial class TextParser
{
    private static readonly FrozenDictionary<string, object> elements =
        ElementTypes.All.ToFrozenDictionary(element => element.Mnemonic, element => (object)element, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, object> flags =
        new[] { true, false }.ToFrozenDictionary(flag => flag ? "true" : "false", flag => (object)flag, StringComparer.Ordinal);

    private readonly Dictionary<long, Literal> largeLiterals = [];

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public object Flag() => Choice("truth value", flags);

    /// <summary>Reads one of some words.</summary>
    /// <param name="what">What they are, for messages.</param>
    /// <param name="values">The words and what they mean.</param>
    public object Choice(string what, FrozenDictionary<string, object> values)
    {
        Cursor.SkipSpace();
        int start = Cursor.Position;
        ReadOnlySpan<char> word = Cursor.Word($"{(what[0] is 'e' ? "an" : "a")} {what}");
        return values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out object? value)
            ? value
            : throw Cursor.Error($"there is no {what} '{word}', but {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}", start);
    }

    /// <summary>Reads numbers in brackets.</summary>
    public Shape Numbers() => [.. NumbersBetween(long.MinValue, long.MaxValue)];

    /// <summary>Reads axes in brackets.</summary>
    public Axes AxisNumbers() => [.. NumbersBetween(int.MinValue, int.MaxValue).Select(axis => (int)axis)];

    /// <summary>Reads a tensor type, such as <c>f32[2,3]</c>.</summary>
    public TensorType TensorType()
    {
        Cursor.SkipSpace();
        int start = Cursor.Position;
        ElementType element = (ElementType)Choice("element type", elements);
        Shape shape = [.. NumbersBetween(0, long.MaxValue)];
        return Checked(start, () => new TensorType(element, shape));
    }

    /// <summary>Reads the name of a computation that stands above.</summary>
    public Computation ComputationReference()
    {
        Cursor.Take('@');
        int start = Cursor.Position;
        string name = Cursor.Name("the name of a computation").ToString();
        unused.Remove(name);
        return computations.TryGetValue(name, out Computation? computation)
            ? computation
            : throw Cursor.Error($"there is no computation @{NameText.Format(name)} above{Spelling.Suggest(name, computations.Keys)}", start - 1);
    }

    /// <summary>Reads the number of a large literal, or passes over the elements of a small one, whose type is not known yet.</summary>
    public object LiteralOrPromise()
    {
        if (Cursor.TryTake('#'))
        {
            int number = Cursor.Position;
            return largeLiterals.TryGetValue(Cursor.Integer(0, long.MaxValue), out Literal? literal)
                ? literal
                : throw Cursor.Error($"there is no data #{text[number..Cursor.Position]} behind the computations", number - 1);
        }
        Cursor.SkipSpace();
        int start = Cursor.Position;
        int depth = 0;
        long count = 0;
        do
        {
            if (Cursor.TryTake('['))
            {
                depth++;
            }
            else if (depth > 0 && Cursor.TryTake(']'))
            {
                depth--;
            }
            else if (depth == 0 || !Cursor.TryTake(','))
            {
                count += Cursor.Element().IsEmpty ? throw Cursor.Expected("an element or a bracket of a literal") : 1;
            }
        }
        while (depth > 0);
        return new PendingLiteral(start, count);
    }

    /// <summary>Reads the elements that were passed over.</summary>
    private void KeepPromises(object?[] attributes, ExprType type, int typeStart)
    {
        int end = Cursor.Position;
        for (int place = 0; place < attributes.Length; place++)
        {
            if (attributes[place] is PendingLiteral pending)
            {
                attributes[place] = type is TensorType tensor
                    ? Elements(pending, tensor)
                    : throw Cursor.Error($"a literal cannot be of type {type}", typeStart);
            }
        }
        Cursor.Position = end;
    }

    private Literal Elements(PendingLiteral pending, TensorType type)
    {
        if (type.ElementCount != pending.Count)
        {
            throw Cursor.Error(
                string.Create(CultureInfo.InvariantCulture, $"{type} has {type.ElementCount} elements, but here are {pending.Count}"), pending.Start);
        }
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        Cursor.Position = pending.Start;
        Brackets('[', type.ElementCount == 0 ? Math.Min(1, type.Rank) : 0);
        for (long index = 0; index < type.ElementCount; index++)
        {
            if (index > 0)
            {
                Cursor.Take(',');
            }
            Brackets('[', LiteralText.BracketsAt(type.Shape, index));
            Cursor.SkipSpace();
            int start = Cursor.Position;
            ReadOnlySpan<char> word = Cursor.Element();
            if (!LiteralText.TryRead(word, type.Element, buffer, index))
            {
                throw word.IsEmpty
                    ? Cursor.Expected($"an element of {type}")
                    : Cursor.Error($"'{word}' is not an element of {type}, or too large", start);
            }
            Brackets(']', LiteralText.BracketsAt(type.Shape, index + 1));
        }
        Brackets(']', type.ElementCount == 0 ? Math.Min(1, type.Rank) : 0);
        return new Literal(type, buffer);
    }

    private void Brackets(char bracket, int count)
    {
        for (int taken = 0; taken < count; taken++)
        {
            Cursor.Take(bracket);
        }
    }

    private List<long> NumbersBetween(long least, long most)
    {
        List<long> numbers = [];
        Cursor.Take('[');
        while (numbers.Count == 0 ? Cursor.Next != ']' : Cursor.TryTake(','))
        {
            numbers.Add(Cursor.Integer(least, most));
        }
        if (!Cursor.TryTake(']'))
        {
            throw Cursor.Expected("',' or ']'");
        }
        return numbers;
    }

    private ExprType Type()
    {
        if (!Cursor.TryTake('('))
        {
            return TensorType();
        }
        ImmutableArray<TensorType>.Builder tensors = ImmutableArray.CreateBuilder<TensorType>();
        while (tensors.Count == 0 ? Cursor.Next != ')' : Cursor.TryTake(','))
        {
            tensors.Add(TensorType());
        }
        CloseList(tensors.Count);
        return new TupleType(tensors.DrainToImmutable());
    }

    /// <summary>A literal whose elements were passed over, because its type stands behind them.</summary>
    /// <param name="Start">The offset of the first bracket or element.</param>
    /// <param name="Count">The number of elements.</param>
    private sealed record PendingLiteral(int Start, long Count);
}
