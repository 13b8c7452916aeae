namespace Graph.Lowering;

/// <summary>A body in the making, in which the same instruction stands once.</summary>
internal sealed class BodyBuilder
{
    private readonly List<Instruction> body = [];
    private readonly Dictionary<Instruction, int> numbers = [];

    public int Count => body.Count;

    public Instruction this[int number] => body[number];

    /// <summary>The number of an instruction, which is put behind the others unless it is there.</summary>
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

    public Sequence<Instruction> ToBody() => [.. body];
}
