using System.Runtime.CompilerServices;

namespace Graph;

/// <summary>The memory of a training state, and who may use it: one step at a time, and only with the newest generation.</summary>
internal sealed class StateMemory
{
    private readonly ImmutableArray<TensorType> types;
    private readonly Buffer[] current;

    // For an update that cannot be made in place: written while the old value is still read, then exchanged with it.
    private readonly Buffer?[] spares;
    private readonly ConditionalWeakTable<TrainStep, int[]> placesByStep = [];
    private readonly Lock gate = new();
    private long generation;
    private bool isTaken;
    private Exception? loss;

    private StateMemory(ImmutableArray<string> names, ImmutableArray<TensorType> types, Buffer[] current, long generation)
    {
        (Names, this.types, this.current, this.generation) = (names, types, current, generation);
        spares = new Buffer?[current.Length];
    }

    public ImmutableArray<string> Names { get; }

    public ImmutableArray<TensorType> Types => types;

    public static StateMemory Of(ReadOnlySpan<(string Name, Tensor Value)> leaves)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>(leaves.Length);
        ImmutableArray<TensorType>.Builder types = ImmutableArray.CreateBuilder<TensorType>(leaves.Length);
        Buffer[] buffers = new Buffer[leaves.Length];
        foreach ((string name, Tensor value) in leaves)
        {
            if (name is null)
            {
                throw Wrong("a leaf is given without a name: it is null");
            }
            if (names.Contains(name))
            {
                throw Wrong($"the leaf '{name}' is given twice");
            }
            if (value is null)
            {
                throw Wrong($"the leaf '{name}' was given null");
            }
            // A number has no element type of its own; as a leaf it has that which it would have alone.
            Literal literal = value.Number is { } number ? value.NumberAs(number.DefaultElement, number) : value.Literal;
            buffers[names.Count] = Copied(literal.Buffer);
            names.Add(name);
            types.Add(literal.Type);
        }
        return new StateMemory(names.MoveToImmutable(), types.MoveToImmutable(), buffers, 0);
    }

    /// <summary>Where the leaves of a step lie; found once for each step.</summary>
    /// <exception cref="BindingException">A leaf is missing or of another type.</exception>
    public ReadOnlySpan<int> PlacesFor(TrainStep step)
    {
        if (!placesByStep.TryGetValue(step, out int[]? places))
        {
            places = [.. step.StateLeaves.Select(PlaceOf)];
            placesByStep.AddOrUpdate(step, places);
        }
        return places;
    }

    /// <summary>Takes the memory for a step.</summary>
    /// <exception cref="BindingException">The generation is not the newest, or a step runs.</exception>
    public void Take(long asked)
    {
        lock (gate)
        {
            Require(asked);
            isTaken = true;
        }
    }

    /// <summary>Gives it back with the next generation in it.</summary>
    public long Release()
    {
        lock (gate)
        {
            isTaken = false;
            return ++generation;
        }
    }

    /// <summary>Gives it back after a step that failed before it wrote anything: the generation in it is the same.</summary>
    public void Return()
    {
        lock (gate)
        {
            isTaken = false;
        }
    }

    /// <summary>Gives it back after a step that failed in the middle: what it holds is neither the old nor the new state.</summary>
    /// <param name="failure">Why the step failed.</param>
    public void Lose(Exception failure)
    {
        lock (gate)
        {
            (isTaken, loss) = (false, failure);
        }
    }

    /// <summary>The memory of a leaf; only for who has taken it.</summary>
    public Buffer Current(int place) => current[place];

    /// <summary>Memory for the next value of a leaf, beside that of the current one.</summary>
    /// <param name="place">The leaf.</param>
    /// <param name="code">The step that is about to write it: its backend may want memory of its own kind.</param>
    public Buffer Spare(int place, Code code) => spares[place] ??= code.Allocate(types[place]);

    /// <summary>Makes the spare memory of a leaf its current one.</summary>
    public void Exchange(int place) => (current[place], spares[place]) = (spares[place]!, current[place]);

    public Tensor Read(int place, long asked)
    {
        lock (gate)
        {
            Require(asked);
            return new Tensor(Tensor.Copied(types[place], current[place]));
        }
    }

    public StateMemory Clone(long asked)
    {
        lock (gate)
        {
            Require(asked);
            return new StateMemory(Names, types, [.. current.Select(Copied)], generation);
        }
    }

    /// <summary>Memory of its own with the same leaves but for one.</summary>
    public StateMemory With(int place, Tensor value, long asked)
    {
        if (value is null)
        {
            throw Wrong($"the leaf '{Names[place]}' was given null");
        }
        Buffer next = value.Number is { } number && types[place].Rank == 0 ? value.NumberAs(types[place].Element, number).Buffer
            : value.Type == types[place] ? value.Memory
            : throw Wrong($"the leaf '{Names[place]}' of the state is {types[place]}, but was given a tensor of type {value.Type}");
        lock (gate)
        {
            Require(asked);
            return new StateMemory(Names, types, [.. current.Select((old, leaf) => Copied(leaf == place ? next : old))], generation);
        }
    }

    public static BindingException Wrong(string sentence, Exception? inner = null)
    {
        using var _ = Origin.Enter(nameof(TrainState));
        return new BindingException(sentence, inner);
    }

    private void Require(long asked)
    {
        if (loss is not null)
        {
            throw Wrong("the state was lost when a step on it failed; go on from a Clone, or begin anew", loss);
        }
        if (isTaken)
        {
            throw Wrong("a step on this state is running; a state serves one step, so give every thread a Clone of its own");
        }
        if (asked != generation)
        {
            throw Wrong(
                $"the state of generation {asked} is gone, a step has made generation {generation} of it; use the state that the last " +
                "step returned, or keep a Clone");
        }
    }

    private int PlaceOf(Expr leaf)
    {
        string name = Binding.Label(leaf);
        int place = Names.IndexOf(name);
        if (place < 0)
        {
            throw Wrong($"the state has no leaf {leaf.Describe()}, which the step needs{Suggestion.For(name, Names)}");
        }
        if (types[place] != leaf.Type)
        {
            throw Wrong($"the leaf '{name}' of the state is {types[place]}, but the step takes {leaf.Type}");
        }
        return place;
    }

    private static Buffer Copied(Buffer source)
    {
        Buffer copy = Buffer.Allocate(source.ByteLength);
        source.CopyAllTo(copy);
        return copy;
    }
}
