namespace Graph.IR;

/// <summary>
/// Computations as JSON, for other programs: an array of objects, one for each computation in the order of the text form, the computation itself last.
/// </summary>
/// <remarks>
/// An object has <c>name</c>, <c>parameters</c> (each with <c>name</c>, <c>role</c>, <c>type</c>), <c>nodes</c> (each with <c>name</c>, <c>operator</c>,
/// <c>attributes</c>, <c>operands</c>, <c>type</c>, and <c>origin</c> where it is known) and <c>results</c> (each with <c>name</c>, <c>value</c>, <c>type</c>).
/// Names and types are those of the text form. A literal is an object of <c>type</c> and, of up to 16 elements, <c>elements</c> in row-major order as the
/// text form writes them, so that JSON's lack of NaN and infinity does no harm.
/// </remarks>
public static class JsonForm
{
    /// <summary>Writes a computation.</summary>
    public static string Print(Computation computation) => JsonPrinter.Print(computation);
}
