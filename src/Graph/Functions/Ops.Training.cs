using System.Runtime.CompilerServices;

namespace Graph;

// Steps that update a state in place.
public static partial class Ops
{
    /// <summary>
    /// Compiles a step of training: <c>CompileStep(inputs: [x, t], state: [w, b], updates: [w - 0.1 * dw, b - 0.1 * db], results:
    /// [loss])</c>.
    /// </summary>
    /// <param name="inputs">The leaves that each run gives, in the order of its arguments.</param>
    /// <param name="state">The leaves that are kept from step to step; the state of a run has leaves of these names, and may have
    /// others.</param>
    /// <param name="updates">The next value of each leaf of the state; the leaf itself where the step leaves it as it is.</param>
    /// <param name="results">What each run returns besides; nothing unless given.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <exception cref="GraphException">
    /// There are not as many updates as leaves of state, or an update is not of its leaf's type; an input or a leaf of state is no leaf or
    /// stands twice, two share a name, or something needs a leaf that is not listed.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static TrainStep CompileStep(
        ImmutableArray<Expr> inputs, ImmutableArray<Expr> state, ImmutableArray<Expr> updates, ImmutableArray<Expr> results = default,
        CompileOptions? options = null)
    {
        using var _ = Origin.Enter();
        results = results.IsDefault ? [] : results;
        ImmutableArray<string> names = results.Length == 1
            ? ["result"]
            : [.. results.Select((_, place) => FormattableString.Invariant($"result{place}"))];
        return Step(inputs, state, updates, results, names, options ?? new CompileOptions());
    }

    /// <summary>Compiles a step of training with named results.</summary>
    /// <inheritdoc cref="CompileStep(ImmutableArray{Expr}, ImmutableArray{Expr}, ImmutableArray{Expr}, ImmutableArray{Expr}, CompileOptions?)"/>
    public static TrainStep CompileStep(
        ImmutableArray<Expr> inputs, ImmutableArray<Expr> state, ImmutableArray<Expr> updates,
        ImmutableArray<(string Name, Expr Value)> results,
        CompileOptions? options = null)
    {
        using var _ = Origin.Enter();
        RequireGiven(results, nameof(results));
        return Step(
            inputs, state, updates, [.. results.Select(result => result.Value)], [.. results.Select(result => result.Name)],
            options ?? new CompileOptions());
    }

    private static TrainStep Step(
        ImmutableArray<Expr> inputs, ImmutableArray<Expr> state, ImmutableArray<Expr> updates, ImmutableArray<Expr> results,
        ImmutableArray<string> names,
        CompileOptions options)
    {
        RequireGiven(inputs, nameof(inputs));
        RequireGiven(state, nameof(state));
        RequireGiven(updates, nameof(updates));
        if (updates.Length != state.Length)
        {
            throw new BindingException(
                $"of {state.Length} leaves of state, {updates.Length} {(updates.Length == 1 ? "has" : "have")} an update; a leaf that " +
                $"stays as it is is its own update");
        }
        for (int place = 0; place < state.Length; place++)
        {
            if (updates[place].Type != state[place].Type)
            {
                throw new ShapeException(
                    $"the update of {state[place].Describe()} is {updates[place].Describe()}; a leaf of state keeps its type");
            }
        }
        ImmutableArray<int> updated = [.. Enumerable.Range(0, state.Length).Where(place => !ReferenceEquals(updates[place], state[place]))];
        ImmutableArray<Expr> all = [.. updated.Select(place => updates[place]), .. results];
        RequireSignature([.. state, .. inputs], all);
        HashSet<string> taken = [.. names];
        ImmutableArray<string> updateNames = [.. updated.Select(place => Free($"{Binding.Label(state[place])}.next", taken))];
        Computation computation = Computation.Create(options.Name, [.. state, .. inputs], all, [.. updateNames, .. names]);
        return new TrainStep(options.Trace(computation), state.Length, updated, options.Backend);
    }

    private static string Free(string wanted, HashSet<string> taken)
    {
        string free = wanted;
        while (!taken.Add(free))
        {
            free += "_";
        }
        return free;
    }
}
