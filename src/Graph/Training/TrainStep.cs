using System.Runtime.CompilerServices;
using Graph.Lowering;
using Graph.Transforms;

namespace Graph;

/// <summary>
/// A compiled step of training: takes a state and inputs, returns the next state and results. The state's memory is given away to the step, which updates it in
/// place; what cannot be updated in place because the old value is still needed goes to spare memory that the state keeps. Immutable; may be
/// run on different states by any number of threads at once.
/// </summary>
public sealed class TrainStep
{
    private readonly Code code;
    private readonly ImmutableArray<int> updated;
    private readonly ImmutableArray<bool> isInPlace;
    private readonly ImmutableArray<Expr> inputs;
    private readonly ImmutableArray<TensorType> resultTypes;
    private readonly ImmutableArray<string> resultNames;

    /// <param name="trace">Takes the leaves of the state, then the inputs; returns the updates, then the results.</param>
    /// <param name="stateCount">How many of the parameters are state.</param>
    /// <param name="updated">The place of the leaf that each update belongs to.</param>
    /// <param name="backend">What runs it.</param>
    internal TrainStep(Trace trace, int stateCount, ImmutableArray<int> updated, Backend backend)
    {
        (Trace, Backend, this.updated) = (trace, backend, updated);
        StateLeaves = trace.Source.Parameters[..stateCount];
        inputs = trace.Source.Parameters[stateCount..];
        resultTypes = [.. trace.Source.Results.Skip(updated.Length).Select(result => result.Type)];
        resultNames = trace.Source.ResultNames[updated.Length..];
        code = backend.Compile(trace.Result, [.. updated.Select((leaf, update) => (leaf, update))]);
        isInPlace = [.. updated.Select((leaf, update) => code.ParameterUnder(update) == leaf)];
    }

    /// <summary>The computation as written: of the leaves of the state and the inputs, to the updates and the results.</summary>
    public Computation Computation => Trace.Source;

    /// <summary>What each pass of the compilation did.</summary>
    public Trace Trace { get; }

    /// <summary>What runs it.</summary>
    public Backend Backend { get; }

    /// <summary>Its kernels and where its tensors lie; the remarks say which updates are not made in place, and why. Null on the reference.</summary>
    public ExecutionPlan? Plan => code.Plan;

    internal ImmutableArray<Expr> StateLeaves { get; }

    /// <summary>Runs a step: <c>(state, loss) = step.Run(state, images, labels);</c></summary>
    /// <param name="state">The state; taken, and not to be used afterwards.</param>
    /// <param name="inputs">One tensor for each input, in declared order.</param>
    /// <returns>The next state, and one tensor for each result.</returns>
    /// <exception cref="BindingException">
    /// The inputs do not fit, or the state lacks a leaf, is not the newest of its memory, or is used by another step at the same time. It stays as it is then.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public (TrainState State, TensorList Results) Run(TrainState state, params ReadOnlySpan<Tensor> inputs)
    {
        using Rented<Buffer> arguments = new(StateLeaves.Length + this.inputs.Length);
        Binding.ByPlace(this.inputs, inputs, arguments.Span[StateLeaves.Length..]);
        return Run(state, arguments.Span);
    }

    /// <summary>Runs a step without inputs.</summary>
    /// <inheritdoc cref="Run(TrainState, ReadOnlySpan{Tensor})"/>
    public (TrainState State, TensorList Results) Run(TrainState state) => Run(state, ReadOnlySpan<Tensor>.Empty);

    /// <summary>Runs a step with inputs by name: <c>step.Run(state, ("images", images), ("labels", labels))</c>.</summary>
    /// <inheritdoc cref="Run(TrainState, ReadOnlySpan{Tensor})"/>
    public (TrainState State, TensorList Results) Run(TrainState state, params ReadOnlySpan<(string Name, Tensor Value)> inputs)
    {
        using Rented<Buffer> arguments = new(StateLeaves.Length + this.inputs.Length);
        Binding.ByName(this.inputs, inputs, arguments.Span[StateLeaves.Length..]);
        return Run(state, arguments.Span);
    }

    /// <summary>Runs a step with inputs by name.</summary>
    /// <inheritdoc cref="Run(TrainState, ReadOnlySpan{Tensor})"/>
    public (TrainState State, TensorList Results) Run(TrainState state, IReadOnlyDictionary<string, Tensor> inputs) =>
        Run(state, [.. inputs.Select(pair => (pair.Key, pair.Value))]);

    /// <summary>Runs a step and writes its results into tensors that are there: <c>state = step.Run(state, [images, labels], [loss])</c> allocates nothing.</summary>
    /// <param name="state">The state; taken, and not to be used afterwards.</param>
    /// <param name="inputs">One tensor for each input, in declared order.</param>
    /// <param name="outputs">One tensor for each result, in declared order, made by <see cref="Tensor.Empty"/>.</param>
    /// <returns>The next state.</returns>
    /// <exception cref="BindingException">
    /// The inputs or outputs do not fit, or the state lacks a leaf, is not the newest of its memory, or is used by another step at the same time. It stays as it is then.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public TrainState Run(TrainState state, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        using Rented<Buffer> arguments = new(StateLeaves.Length + this.inputs.Length);
        Binding.ByPlace(this.inputs, inputs, arguments.Span[StateLeaves.Length..]);
        return Run(state, arguments.Span, outputs);
    }

    /// <summary>Runs a step with inputs by name and writes its results into tensors that are there.</summary>
    /// <inheritdoc cref="Run(TrainState, ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor})"/>
    public TrainState Run(TrainState state, ReadOnlySpan<(string Name, Tensor Value)> inputs, ReadOnlySpan<Tensor> outputs)
    {
        using Rented<Buffer> arguments = new(StateLeaves.Length + this.inputs.Length);
        Binding.ByName(this.inputs, inputs, arguments.Span[StateLeaves.Length..]);
        return Run(state, arguments.Span, outputs);
    }

    private TrainState Run(TrainState state, Span<Buffer> arguments, ReadOnlySpan<Tensor> outputs)
    {
        using Rented<Buffer> results = new(updated.Length + resultTypes.Length);
        Binding.Outputs(
            Computation.Results.AsSpan()[updated.Length..], resultNames.AsSpan(), outputs, arguments[StateLeaves.Length..], inputs.AsSpan(),
            results.Span[updated.Length..]);
        return Advance(state, arguments, results.Span);
    }

    private (TrainState State, TensorList Results) Run(TrainState state, Span<Buffer> arguments)
    {
        using Rented<Buffer> results = new(updated.Length + resultTypes.Length);
        Span<Buffer> own = results.Span[updated.Length..];
        for (int place = 0; place < own.Length; place++)
        {
            own[place] = code.Allocate(resultTypes[place]);
        }
        TrainState next = Advance(state, arguments, results.Span);
        if (own.IsEmpty)
        {
            return (next, TensorList.None);
        }
        ImmutableArray<Tensor>.Builder tensors = ImmutableArray.CreateBuilder<Tensor>(own.Length);
        for (int place = 0; place < own.Length; place++)
        {
            tensors.Add(new Tensor(new Literal(resultTypes[place], own[place])));
        }
        return (next, new TensorList(tensors.MoveToImmutable(), resultNames));
    }

    /// <summary>Runs on arguments whose inputs are bound, into results whose own ones are.</summary>
    private TrainState Advance(TrainState state, Span<Buffer> arguments, Span<Buffer> results)
    {
        StateMemory memory = state.Memory;
        ReadOnlySpan<int> places = memory.PlacesFor(this);
        memory.Take(state.Generation);
        bool hasBegun = false;
        try
        {
            for (int leaf = 0; leaf < places.Length; leaf++)
            {
                arguments[leaf] = memory.Current(places[leaf]);
            }
            for (int update = 0; update < updated.Length; update++)
            {
                int place = places[updated[update]];
                results[update] = isInPlace[update] ? memory.Current(place) : memory.Spare(place, code);
            }
            code.Run(arguments, results, ref hasBegun);
        }
        catch (Exception failure)
        {
            // A step that failed before it wrote anything, as for lack of memory, can be run once more.
            if (hasBegun)
            {
                memory.Lose(failure);
            }
            else
            {
                memory.Return();
            }
            throw;
        }
        for (int update = 0; update < updated.Length; update++)
        {
            if (!isInPlace[update])
            {
                memory.Exchange(places[updated[update]]);
            }
        }
        return new TrainState(memory, memory.Release());
    }
}
