using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>A stage's body while it is written. An instruction that is there already is not added again.</summary>
internal sealed class BodyBuilder
{
    private readonly List<Instruction> body = [];
    private readonly Dictionary<Instruction, int> numbers = [];

    /// <summary>The instructions so far.</summary>
    public Sequence<Instruction> Body => [.. body];

    /// <summary>The number of an instruction, which is appended where it is new.</summary>
    /// <param name="instruction">Its arguments are numbers of this body.</param>
    public int Add(Instruction instruction)
    {
        if (!numbers.TryGetValue(instruction, out int number))
        {
            number = body.Count;
            body.Add(instruction);
            numbers.Add(instruction, number);
        }
        return number;
    }

    /// <summary>The element type of an instruction's scalar.</summary>
    public ElementType ElementOf(int number) => body[number].Element;

    /// <summary>An instruction as an operand of further ones.</summary>
    public Term Term(int number) => new(this, number);
}
