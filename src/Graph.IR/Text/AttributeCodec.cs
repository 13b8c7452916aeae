using System.Collections.Frozen;

namespace Graph.IR;

/// <summary>Receives the value of an attribute: a text, a page or a file.</summary>
internal interface IAttributeSink
{
    void Number(long value);

    void Numbers(IReadOnlyList<long> values);

    void Flag(bool value);

    /// <summary>A word of the text form, such as the name of a kind or an element type, or a type.</summary>
    void Word(string value);

    void Name(string value);

    void Literal(Literal value);

    void Computation(Computation value);
}

/// <summary>How attributes of one C# type are written and read.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="Write">Hands a value to a sink.</param>
/// <param name="Read">Reads a value; of a literal and of nothing else it may be the promise of one, until its type is read.</param>
internal sealed record AttributeCodec(Type Type, Action<IAttributeSink, object> Write, Func<TextParser, object> Read)
{
    private static readonly FrozenDictionary<Type, AttributeCodec> codecs = new[]
    {
        Of<int>((to, value) => to.Number(value), from => (int)from.Cursor.Integer(int.MinValue, int.MaxValue)),
        Of<long>((to, value) => to.Number(value), from => from.Cursor.Integer(long.MinValue, long.MaxValue)),
        Of<bool>((to, value) => to.Flag(value), from => from.Flag()),
        Of<string>((to, value) => to.Name(value), from => from.Cursor.Name("a name").ToString()),
        Of<Shape>((to, value) => to.Numbers(value), from => from.Numbers()),
        Of<Axes>((to, value) => to.Numbers([.. value]), from => from.AxisNumbers()),
        Of<TensorType>((to, value) => to.Word(value.ToString()), from => from.TensorType()),
        Of<Literal>((to, value) => to.Literal(value), from => from.LiteralOrPromise()),
        Of<Computation>((to, value) => to.Computation(value), from => from.ComputationReference()),
        OfWords<ElementType>("element type", element => element.Mnemonic),
        OfWords<LeafRole>("role", role => role.Mnemonic),
        OfWords<ReduceKind>("kind", kind => kind.Mnemonic),
        OfWords<ExtremumKind>("kind", kind => kind.Mnemonic),
        OfWords<ScatterKind>("kind", kind => kind.Mnemonic),
    }.ToFrozenDictionary(codec => codec.Type);

    /// <summary>The codec of a C# type.</summary>
    /// <exception cref="NotSupportedException">An operator has an attribute of a type that the table lacks.</exception>
    public static AttributeCodec For(Type type) => codecs.TryGetValue(type, out AttributeCodec? codec)
        ? codec
        : throw new NotSupportedException($"attributes of type {type} have no text form");

    private static AttributeCodec Of<T>(Action<IAttributeSink, T> write, Func<TextParser, object> read) =>
        new(typeof(T), (sink, value) => write(sink, (T)value), read);

    private static AttributeCodec OfWords<T>(string what, Func<T, string> mnemonic) where T : struct, Enum
    {
        FrozenDictionary<string, object> values =
            Enum.GetValues<T>().ToFrozenDictionary(mnemonic, value => (object)value, StringComparer.Ordinal);
        return Of<T>((to, value) => to.Word(mnemonic(value)), from => from.Choice(what, values));
    }
}
