using System.Runtime.CompilerServices;

namespace Graph;

/// <summary>
/// What training changes: named tensors, held in memory of their own that a step updates in place. A handle of that memory and of a
/// generation: a step takes the state that it is given and returns the next one, and whoever uses one that was taken is told so. Several
/// threads may read one state.
/// </summary>
public readonly struct TrainState : IEquatable<TrainState>
{
    private readonly StateMemory? memory;

    /// <summary>Makes a state; the elements are copied, so that no two leaves share memory.</summary>
    /// <param name="leaves">A name and the first value of each leaf.</param>
    /// <exception cref="BindingException">A name stands twice, or a tensor is null.</exception>
    [OverloadResolutionPriority(1)]
    public TrainState(params ReadOnlySpan<(string Name, Tensor Value)> leaves)
        : this(StateMemory.Of(leaves), 0)
    {
    }

    /// <summary>Makes a state of as many leaves as there are.</summary>
    /// <inheritdoc cref="TrainState(ReadOnlySpan{ValueTuple{string, Tensor}})"/>
    public TrainState(IEnumerable<(string Name, Tensor Value)> leaves)
        : this(StateMemory.Of([.. leaves]), 0)
    {
    }

    /// <summary>Makes a state of the tensors of a dictionary, by their names.</summary>
    /// <inheritdoc cref="TrainState(ReadOnlySpan{ValueTuple{string, Tensor}})"/>
    public TrainState(IReadOnlyDictionary<string, Tensor> leaves)
        : this(StateMemory.Of([.. leaves.Select(pair => (pair.Key, pair.Value))]), 0)
    {
    }

    internal TrainState(StateMemory memory, long generation) => (this.memory, Generation) = (memory, generation);

    /// <summary>How many steps have led to it.</summary>
    public long Generation { get; }

    /// <summary>The names of the leaves.</summary>
    public ImmutableArray<string> Names => Memory.Names;

    /// <summary>The element type and shape of each leaf, in the order of their names.</summary>
    public ImmutableArray<TensorType> Types => Memory.Types;

    /// <summary>The leaves with their names; each is copied when the enumeration comes to it.</summary>
    /// <exception cref="BindingException">A step has taken the state.</exception>
    public IEnumerable<(string Name, Tensor Value)> Leaves
    {
        get
        {
            TrainState state = this;
            return Names.Select((name, place) => (name, state[place]));
        }
    }

    /// <summary>A copy of a leaf.</summary>
    /// <exception cref="BindingException">There is no such leaf, or a step has taken the state.</exception>
    public Tensor this[string name] => Memory.Read(PlaceOf(name), Generation);

    /// <summary>A copy of the leaf at a place, counted from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BindingException">A step has taken the state.</exception>
    public Tensor this[int place] => Memory.Read(place, Generation);

    internal StateMemory Memory =>
        memory ?? throw StateMemory.Wrong("the state is the default of its type and holds nothing; make one by new TrainState(…)");

    /// <summary>A state of the same leaves in memory of its own, to keep or to go another way from.</summary>
    /// <exception cref="BindingException">A step has taken the state.</exception>
    public TrainState Clone() => new(Memory.Clone(Generation), Generation);

    /// <summary>The state with another value of one leaf, in memory of its own; this one stays as it is.</summary>
    /// <param name="name">The leaf.</param>
    /// <param name="value">A tensor of the leaf's type; a C# number takes it.</param>
    /// <exception cref="BindingException">There is no such leaf, the tensor is of another type, or a step has taken the state.</exception>
    public TrainState With(string name, Tensor value) => new(Memory.With(PlaceOf(name), value, Generation), Generation);

    /// <summary>The element type and shape of a leaf.</summary>
    /// <exception cref="BindingException">There is no such leaf.</exception>
    public TensorType TypeOf(string name) => Memory.Types[PlaceOf(name)];

    /// <summary>Whether both are the same generation of the same memory.</summary>
    public bool Equals(TrainState other) => ReferenceEquals(memory, other.memory) && Generation == other.Generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TrainState other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(memory, Generation);

    /// <summary>Whether both are the same generation of the same memory.</summary>
    public static bool operator ==(TrainState left, TrainState right) => left.Equals(right);

    /// <summary>Whether the generations or the memory differ.</summary>
    public static bool operator !=(TrainState left, TrainState right) => !left.Equals(right);

    /// <summary>The generation and the number of leaves.</summary>
    public override string ToString() =>
        memory is null ? "no state" : FormattableString.Invariant($"generation {Generation} of {memory.Names.Length} leaves");

    private int PlaceOf(string name) => Memory.Names.IndexOf(name) is >= 0 and var place
        ? place
        : throw StateMemory.Wrong($"the state has no leaf '{name}'{Suggestion.For(name, Memory.Names)}");
}
