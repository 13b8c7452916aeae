namespace Graph.Tests.IR;

/// <summary>Leaves for tests.</summary>
internal static class Leaves
{
    /// <summary>Leaves called a, b, c, … of the given types, such as <c>f32[2,3]; i32[]</c>.</summary>
    public static ImmutableArray<Expr> Of(string types) => types.Length == 0
        ? []
        : [.. types.Split("; ").Select((type, place) => Primitives.Leaf(((char)('a' + place)).ToString(), Type(type)))];

    /// <summary>The leaf of a label and a type such as <c>f32[2,3]</c>.</summary>
    public static Expr Named(string label, string type) => Primitives.Leaf(label, Type(type));

    /// <summary>A tensor type from its text.</summary>
    public static TensorType Type(string type)
    {
        int bracket = type.IndexOf('[', StringComparison.Ordinal);
        ElementType element = ElementTypes.All.Single(candidate => candidate.Mnemonic == type[..bracket]);
        string sizes = type[(bracket + 1)..^1];
        return new TensorType(element, sizes.Length == 0 ? [] : [.. sizes.Split(',').Select(long.Parse)]);
    }
}
