namespace Graph.IR;

/// <summary>The text form of computations; see docs/ir.md for its grammar.</summary>
public static class TextForm
{
    /// <summary>Writes a computation.</summary>
    public static string Print(Computation computation) => throw new NotSupportedException(computation.Name);

    /// <summary>Reads a computation.</summary>
    public static Computation Parse(string text) => throw new NotSupportedException(text);
}
