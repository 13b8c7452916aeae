using System.Buffers;
using System.Runtime.CompilerServices;
using Graph.Lowering;
using Graph.Transforms;

namespace Graph;

/// <summary>A compiled computation: give it tensors, get tensors. Immutable; may be run by any number of threads at once.</summary>
public sealed class Executable
{
    private readonly Code code;

    internal Executable(Trace trace, Backend backend)
    {
        (Trace, Backend) = (trace, backend);
        code = backend.Compile(trace.Result, []);
    }

    /// <summary>The computation as written, before any pass.</summary>
    public Computation Computation => Trace.Source;

    /// <summary>What each pass of the compilation did.</summary>
    public Trace Trace { get; }

    /// <summary>What runs it.</summary>
    public Backend Backend { get; }

    /// <summary>Its kernels and where its tensors lie; null on the reference, which plans nothing.</summary>
    public ExecutionPlan? Plan => code.Plan;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">One tensor for each input, in declared order.</param>
    /// <returns>One tensor for each result, in declared order.</returns>
    /// <exception cref="BindingException">Their number differs, or the type or shape of one is not the input's.</exception>
    public TensorList Run(params ReadOnlySpan<Tensor> arguments)
    {
        using Rented<Buffer> bound = new(Computation.Parameters.Length);
        Binding.ByPlace(Computation.Parameters, arguments, bound.Span);
        return Run(bound.Span);
    }

    /// <summary>Runs it with arguments by name: <c>Run(("x", students), ("w", W))</c>.</summary>
    /// <param name="arguments">A tensor for each input, in any order.</param>
    /// <returns>One tensor for each result, in declared order.</returns>
    /// <exception cref="BindingException">An input is missing or given twice, a name is unknown, or the type or shape of a tensor is not the input's.</exception>
    public TensorList Run(params ReadOnlySpan<(string Name, Tensor Value)> arguments)
    {
        using Rented<Buffer> bound = new(Computation.Parameters.Length);
        Binding.ByName(Computation.Parameters, arguments, bound.Span);
        return Run(bound.Span);
    }

    /// <summary>Runs it with arguments by name.</summary>
    /// <param name="arguments">A tensor for each input.</param>
    /// <returns>One tensor for each result, in declared order.</returns>
    /// <exception cref="BindingException">An input is missing, a name is unknown, or the type or shape of a tensor is not the input's.</exception>
    public TensorList Run(IReadOnlyDictionary<string, Tensor> arguments) =>
        Run([.. arguments.Select(pair => (pair.Key, pair.Value))]);

    /// <summary>Runs it without arguments.</summary>
    /// <exception cref="BindingException">It has inputs.</exception>
    public TensorList Run() => Run(ReadOnlySpan<Tensor>.Empty);

    /// <summary>Runs it and writes the results into tensors that are there: <c>Run([x, w], [y])</c> allocates nothing.</summary>
    /// <param name="arguments">One tensor for each input, in declared order.</param>
    /// <param name="outputs">One tensor for each result, in declared order, made by <see cref="Tensor.Empty"/>.</param>
    /// <exception cref="BindingException">
    /// Their number differs, the type or shape of one is not the input's or result's, an output cannot be written to, or it is an input or another output, too.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public void Run(ReadOnlySpan<Tensor> arguments, ReadOnlySpan<Tensor> outputs)
    {
        using Rented<Buffer> bound = new(Computation.Parameters.Length);
        Binding.ByPlace(Computation.Parameters, arguments, bound.Span);
        Run(bound.Span, outputs);
    }

    /// <summary>Runs it with arguments by name and writes the results into tensors that are there: <c>Run([("x", x), ("w", w)], [y])</c>.</summary>
    /// <param name="arguments">A tensor for each input, in any order.</param>
    /// <param name="outputs">One tensor for each result, in declared order, made by <see cref="Tensor.Empty"/>.</param>
    /// <exception cref="BindingException">
    /// An input is missing or given twice, a name is unknown, the type or shape of a tensor is not the input's or result's, an output cannot be written to, or it is an
    /// input or another output, too.
    /// </exception>
    public void Run(ReadOnlySpan<(string Name, Tensor Value)> arguments, ReadOnlySpan<Tensor> outputs)
    {
        using Rented<Buffer> bound = new(Computation.Parameters.Length);
        Binding.ByName(Computation.Parameters, arguments, bound.Span);
        Run(bound.Span, outputs);
    }

    private void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Tensor> outputs)
    {
        using Rented<Buffer> written = new(Computation.Results.Length);
        Binding.Outputs(
            Computation.Results.AsSpan(), Computation.ResultNames.AsSpan(), outputs, arguments, Computation.Parameters.AsSpan(), written.Span);
        code.Run(arguments, written.Span);
    }

    private TensorList Run(ReadOnlySpan<Buffer> arguments)
    {
        ImmutableArray<Tensor>.Builder results = ImmutableArray.CreateBuilder<Tensor>(Computation.Results.Length);
        using Rented<Buffer> written = new(Computation.Results.Length);
        for (int place = 0; place < written.Span.Length; place++)
        {
            written.Span[place] = code.Allocate(Computation.Results[place].Type);
        }
        code.Run(arguments, written.Span);
        for (int place = 0; place < written.Span.Length; place++)
        {
            results.Add(new Tensor(new Literal(Computation.Results[place].Type, written.Span[place])));
        }
        return new TensorList(results.MoveToImmutable(), Computation.ResultNames);
    }
}

/// <summary>An array that is given back at the end of a call, so that calls allocate nothing once they are many.</summary>
internal readonly ref struct Rented<T> where T : class
{
    private readonly T[] array;

    public Rented(int length)
    {
        array = ArrayPool<T>.Shared.Rent(length);
        Span = array.AsSpan(0, length);
    }

    public Span<T> Span { get; }

    // Nothing is kept alive by an array that nobody uses.
    public void Dispose() => ArrayPool<T>.Shared.Return(array, clearArray: true);
}
