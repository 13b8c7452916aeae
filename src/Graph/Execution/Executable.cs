using Graph.Reference;
using Graph.Transforms;

namespace Graph;

/// <summary>A compiled computation: give it tensors, get tensors. Immutable; may be run by any number of threads at once.</summary>
public sealed class Executable
{
    internal Executable(Trace trace) => Trace = trace;

    /// <summary>The computation as written, before any pass.</summary>
    public Computation Computation => Trace.Source;

    /// <summary>What each pass of the compilation did.</summary>
    public Trace Trace { get; }

    /// <summary>Runs it.</summary>
    /// <param name="arguments">One tensor for each input, in declared order.</param>
    /// <returns>One tensor for each result, in declared order.</returns>
    /// <exception cref="BindingException">Their number differs, or the type or shape of one is not the input's.</exception>
    public TensorList Run(params ReadOnlySpan<Tensor> arguments)
    {
        using var _ = Origin.Enter();
        return Run(Binding.ByPlace(Computation.Parameters, arguments));
    }

    /// <summary>Runs it with arguments by name: <c>Run(("x", students), ("w", W))</c>.</summary>
    /// <param name="arguments">A tensor for each input, in any order.</param>
    /// <returns>One tensor for each result, in declared order.</returns>
    /// <exception cref="BindingException">An input is missing or given twice, a name is unknown, or the type or shape of a tensor is not the input's.</exception>
    public TensorList Run(params ReadOnlySpan<(string Name, Tensor Value)> arguments)
    {
        using var _ = Origin.Enter();
        return Run(Binding.ByName(Computation.Parameters, arguments));
    }

    /// <summary>Runs it with arguments by name.</summary>
    /// <param name="arguments">A tensor for each input.</param>
    /// <returns>One tensor for each result, in declared order.</returns>
    /// <exception cref="BindingException">An input is missing, a name is unknown, or the type or shape of a tensor is not the input's.</exception>
    public TensorList Run(IReadOnlyDictionary<string, Tensor> arguments)
    {
        using var _ = Origin.Enter();
        return Run(Binding.ByName(Computation.Parameters, [.. arguments.Select(pair => (pair.Key, pair.Value))]));
    }

    /// <summary>Runs it without arguments.</summary>
    /// <exception cref="BindingException">It has inputs.</exception>
    public TensorList Run() => Run(ReadOnlySpan<Tensor>.Empty);

    private TensorList Run(ImmutableArray<Literal> arguments)
    {
        ImmutableArray<Literal> results = Interpreter.Evaluate(Trace.Result, arguments);
        return new TensorList([.. results.Select(result => new Tensor(result))], Computation.ResultNames);
    }
}
