namespace Graph.Lowering;

/// <summary>Something that runs execution plans.</summary>
public interface IBackend
{
    /// <summary>Its name, such as <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>The machine that plans for it are made for.</summary>
    Target Target { get; }

    /// <summary>Makes a plan runnable.</summary>
    IProgram Compile(ExecutionPlan plan);

    /// <summary>
    /// Memory for a tensor that a program reads or writes, of any content; it is given back when nobody can reach it any more.
    /// </summary>
    /// <param name="byteLength">The size in bytes, 0 or more.</param>
    Buffer Allocate(nint byteLength);
}

/// <summary>A plan that can be run, by any number of threads at once.</summary>
public interface IProgram
{
    /// <summary>The plan.</summary>
    ExecutionPlan Plan { get; }

    /// <summary>Runs it once and allocates nothing on the managed heap.</summary>
    /// <param name="arguments">A buffer for each parameter. Those of donated parameters are written to.</param>
    /// <param name="results">
    /// A buffer for each result, filled. Where the plan puts the result into a donated argument, the argument's own buffer; all others
    /// differ from each other and from every argument.
    /// </param>
    void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results);

    /// <summary>Runs it once, and tells whether a run that fails has left all buffers as they were.</summary>
    /// <param name="arguments">A buffer for each parameter, as for the other overload.</param>
    /// <param name="results">A buffer for each result.</param>
    /// <param name="hasBegun">Becomes true before the first buffer is written to. Who cannot tell says so at once.</param>
    void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun)
    {
        hasBegun = true;
        Run(arguments, results);
    }
}
