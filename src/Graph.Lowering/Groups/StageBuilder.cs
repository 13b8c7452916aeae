namespace Graph.Lowering;

/// <summary>A stage in the making: the same scalar at the same indices is computed once.</summary>
/// <param name="number">Its number, by which <see cref="Earlier"/> names it until all stages are in order.</param>
/// <param name="phase">When it runs.</param>
/// <param name="axes">The inner axes.</param>
internal sealed class StageBuilder(int number, StagePhase phase, Sequence<LoopAxis> axes)
{
    private readonly List<Instruction> body = [];
    private readonly Dictionary<Instruction, int> numbers = [];
    private readonly List<Effect> effects = [];

    public int Number => number;

    public StagePhase Phase => phase;

    public Sequence<LoopAxis> Axes => axes;

    /// <summary>The values of expressions at indices, where the guard holds.</summary>
    public Dictionary<ValueKey, int> Values { get; } = [];

    /// <summary>The number of an instruction, which is put into the body unless it is there.</summary>
    public int Emit(Instruction instruction)
    {
        if (!numbers.TryGetValue(instruction, out int number))
        {
            number = body.Count;
            body.Add(instruction);
            numbers.Add(instruction, number);
        }
        return number;
    }

    /// <summary>Whether it uses what another stage leaves.</summary>
    public bool DependsOnOthers => body.Exists(instruction => instruction is Earlier);

    /// <summary>The instruction with a number.</summary>
    public Instruction this[int number] => body[number];

    /// <summary>The place of an effect, which is added unless it is there.</summary>
    public int Add(Effect effect)
    {
        int place = effects.IndexOf(effect);
        if (place < 0)
        {
            place = effects.Count;
            effects.Add(effect);
        }
        return place;
    }

    /// <summary>The stage.</summary>
    /// <param name="inputs">How many operands stand before the outputs; stores name outputs from 0 until now.</param>
    /// <param name="places">The place of each stage by its number.</param>
    public Stage Build(int inputs, IReadOnlyDictionary<int, int> places) => new(
        phase,
        axes,
        [.. body.Select(instruction => instruction is Earlier earlier ? earlier with { Stage = places[earlier.Stage] } : instruction)],
        [.. effects.Select(effect => effect is Store store
            ? store with { Place = store.Place with { Operand = store.Place.Operand + inputs } } : effect)]);
}

/// <summary>An element of an expression.</summary>
/// <param name="Node">The expression.</param>
/// <param name="At">The index on each axis.</param>
/// <param name="Guard">Where the indices are in range, and the value is needed.</param>
internal readonly record struct ValueKey(Expr Node, Sequence<IndexMap> At, Guard Guard);
