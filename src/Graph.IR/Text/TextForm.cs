namespace Graph.IR;

/// <summary>
/// The text form of computations: one operator a line, in the order of <see cref="Computation.Nodes"/>; see docs/ir.md for its grammar. What is parsed
/// from what was printed equals it, names included.
/// </summary>
public static class TextForm
{
    /// <summary>Writes a computation. Computations that its operators hold stand before it, literals of more than 16 elements behind it.</summary>
    public static string Print(Computation computation) => TextPrinter.Print(computation);

    /// <summary>Reads a computation.</summary>
    /// <exception cref="ParseException">The text is not one computation; the sentence names line and column.</exception>
    public static Computation Parse(string text) => TextParser.Parse(text);
}
