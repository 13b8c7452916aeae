using Graph.Lowering;
using Graph.Reference;

namespace Graph.Tests.Lowering;

/// <summary>
/// Runs a plan in memory laid out as the plan says, and fills every piece of it with nonsense as soon as its last reader is done: whoever reads what is not
/// there any more gets another answer.
/// </summary>
internal sealed class PlanSimulator
{
    private const byte Nonsense = 0xFF;

    private readonly ExecutionPlan plan;
    private readonly Buffer arena;
    private readonly Dictionary<Location, Buffer> others = [];

    private PlanSimulator(ExecutionPlan plan, ImmutableArray<Literal> arguments)
    {
        this.plan = plan;
        arena = Buffer.Allocate((nint)plan.ArenaBytes);
        Fill(arena, 0, arena.ByteLength);
        for (int place = 0; place < arguments.Length; place++)
        {
            others[new InArgument(place)] = Columns.Pick(arguments[place], [.. Enumerable.Range(0, (int)arguments[place].Type.ElementCount).Select(index => (long)index)]).Buffer;
        }
        foreach (PlanBuffer buffer in plan.Buffers)
        {
            if (buffer.Location is InResult)
            {
                Buffer memory = Buffer.Allocate((nint)buffer.Type.ByteCount);
                Fill(memory, 0, memory.ByteLength);
                others[buffer.Location] = memory;
            }
        }
    }

    /// <summary>The results.</summary>
    public static ImmutableArray<Literal> Run(ExecutionPlan plan, ImmutableArray<Literal> arguments)
    {
        PlanSimulator simulator = new(plan, arguments);
        for (int step = 0; step < plan.Steps.Count; step++)
        {
            simulator.RunStep(step);
        }
        return [.. plan.Results.Select(simulator.Read)];
    }

    private void RunStep(int number)
    {
        PlanStep step = plan.Steps[number];
        ImmutableArray<Literal> operands = [.. step.Reads.Select(Read)];
        ImmutableArray<Literal> values = step switch
        {
            KernelStep kernel => KernelSimulator.Run(kernel.Kernel, operands),
            LibraryStep library => Library(library.Op, operands),
            LoopStep loop => Loop(loop, operands),
            CallStep call => Run(call.Body, operands),
            _ => throw new NotSupportedException(step.GetType().Name),
        };
        foreach ((int buffer, Literal value) in step.Writes.Zip(values))
        {
            Assert.Equal(plan.Buffers[buffer].Type, value.Type);
            (Buffer memory, long offset) = Memory(buffer);
            memory.CopyFrom<byte>(offset, Bytes(value.Buffer, 0, value.Type.ByteCount));
        }
        foreach (int buffer in step.Reads.Concat(step.Writes).Distinct().Where(buffer => IsDone(buffer, number)))
        {
            if (!step.Writes.Any(written => written != buffer && plan.Buffers[written].Location.Equals(plan.Buffers[buffer].Location)))
            {
                (Buffer memory, long offset) = Memory(buffer);
                Fill(memory, offset, plan.Buffers[buffer].Type.ByteCount);
            }
        }
    }

    private bool IsDone(int buffer, int number) =>
        plan.Buffers[buffer].Location is not InConstant && !plan.Results.Contains(buffer) && !plan.Steps.Skip(number + 1).Any(later => later.Reads.Contains(buffer));

    private static ImmutableArray<Literal> Library(Op op, ImmutableArray<Literal> operands)
    {
        ImmutableArray<Expr> leaves = [.. operands.Select((operand, place) => Primitives.Leaf($"x{place}", operand.Type))];
        return Interpreter.Evaluate(Computation.Create("library", leaves, Expr.Create(op, leaves).Results()), operands);
    }

    private static ImmutableArray<Literal> Loop(LoopStep loop, ImmutableArray<Literal> operands)
    {
        Scan scan = loop.Scan;
        ImmutableArray<Literal> carries = operands[..scan.Carries];
        ImmutableArray<TensorType> outputs = [.. scan.Body.Results.Skip(scan.Carries).Select(output => output.Type)];
        ImmutableArray<Literal> stacked =
            [.. outputs.Select(type => new TensorType(type.Element, [scan.Length, .. type.Shape])).Select(type => new Literal(type, Buffer.Allocate((nint)type.ByteCount)))];
        for (long count = 0; count < scan.Length; count++)
        {
            long turn = scan.Reverse ? scan.Length - 1 - count : count;
            IEnumerable<Literal> elements = operands.Skip(scan.Carries).Take(scan.Sequences).Select(sequence => Element(sequence, turn));
            ImmutableArray<Literal> values = Run(loop.Body, [.. carries, .. elements, .. operands.Skip(scan.Carries + scan.Sequences)]);
            carries = values[..scan.Carries];
            foreach ((Literal value, Literal whole) in values.Skip(scan.Carries).Zip(stacked))
            {
                whole.Buffer.CopyFrom<byte>((nint)(turn * value.Type.ByteCount), Bytes(value.Buffer, 0, value.Type.ByteCount));
            }
        }
        return [.. carries, .. stacked];
    }

    private static Literal Element(Literal sequence, long turn)
    {
        TensorType type = sequence.Type.With(sequence.Shape[1..]);
        Buffer memory = Buffer.Allocate((nint)type.ByteCount);
        memory.CopyFrom<byte>(0, Bytes(sequence.Buffer, turn * type.ByteCount, type.ByteCount));
        return new Literal(type, memory);
    }

    private Literal Read(int buffer)
    {
        TensorType type = plan.Buffers[buffer].Type;
        (Buffer memory, long offset) = Memory(buffer);
        Buffer copy = Buffer.Allocate((nint)type.ByteCount);
        copy.CopyFrom<byte>(0, Bytes(memory, offset, type.ByteCount));
        return new Literal(type, copy);
    }

    private (Buffer Memory, long Offset) Memory(int buffer) => plan.Buffers[buffer].Location switch
    {
        InArena(var offset, _) => (arena, offset),
        InConstant(var value) => (value.Buffer, 0),
        var other => (others[other], 0),
    };

    private static byte[] Bytes(Buffer memory, long offset, long count)
    {
        byte[] bytes = new byte[count];
        memory.CopyTo<byte>(offset, bytes);
        return bytes;
    }

    private static void Fill(Buffer memory, long offset, long count)
    {
        byte[] bytes = new byte[count];
        Array.Fill(bytes, Nonsense);
        memory.CopyFrom<byte>(offset, bytes);
    }
}
