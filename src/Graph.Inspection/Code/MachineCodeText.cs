using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Iced.Intel;

namespace Graph.Inspection;

/// <summary>Machine code of x86-64 as text.</summary>
internal static class MachineCodeText
{
    /// <summary>An instruction a line, in Intel's notation; where a jump goes has a label.</summary>
    /// <exception cref="GraphException">The processor is another one.</exception>
    public static string Print(NativeMethod method)
    {
        ImmutableArray<Instruction> instructions = Decode(method);
        Dictionary<ulong, string> labels = [];
        foreach (Instruction jump in instructions.Where(instruction => IsWithin(method, instruction)))
        {
            labels.TryAdd(jump.NearBranchTarget, "");
        }
        foreach ((ulong target, int number) in labels.Keys.Order().Select((target, number) => (target, number)).ToList())
        {
            labels[target] = string.Create(CultureInfo.InvariantCulture, $"L{number}");
        }
        IntelFormatter formatter = new(new Targets(labels));
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"; {method.Name}: {method.Bytes.Length} bytes, {instructions.Length} instructions\n");
        StringOutput line = new();
        foreach (Instruction instruction in instructions)
        {
            if (labels.TryGetValue(instruction.IP, out string? label))
            {
                text.Append(label).Append(":\n");
            }
            formatter.Format(instruction, line);
            text.Append("    ").Append(line.ToStringAndReset()).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The instructions of a method.</summary>
    public static ImmutableArray<Instruction> Decode(NativeMethod method)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new GraphException($"only code of x86-64 can be shown, and this processor is {RuntimeInformation.ProcessArchitecture}");
        }
        Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader([.. method.Bytes]), method.Address);
        ImmutableArray<Instruction>.Builder instructions = ImmutableArray.CreateBuilder<Instruction>();
        while (decoder.IP < method.Address + (ulong)method.Bytes.Length)
        {
            instructions.Add(decoder.Decode());
        }
        return instructions.ToImmutable();
    }

    private static bool IsWithin(NativeMethod method, Instruction instruction) =>
        instruction.FlowControl is FlowControl.ConditionalBranch or FlowControl.UnconditionalBranch
        && instruction.NearBranchTarget >= method.Address && instruction.NearBranchTarget < method.Address + (ulong)method.Bytes.Length;

    private sealed class Targets(Dictionary<ulong, string> labels) : ISymbolResolver
    {
        public bool TryGetSymbol(
            in Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
        {
            bool found = labels.TryGetValue(address, out string? label);
            symbol = new SymbolResult(address, label ?? "");
            return found;
        }
    }
}
