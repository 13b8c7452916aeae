using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>
/// Runs the code of a kernel on literals, with nonsense in all memory that it does not read, and nothing written beside its outputs. Behind
/// every operand and both pieces of scratch memory is a page that nobody may touch.
/// </summary>
internal static unsafe class KernelRunner
{
    private const byte Nonsense = 0xFF;

    /// <summary>The outputs.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="inputs">The operands that it reads.</param>
    /// <param name="isScattered">
    /// Whether chunks run one by one, the last one first, each with scratch that nobody has used; and operands end where their page does,
    /// aligned no better than their elements need; outputs whose lines would be whole, an element before that.
    /// </param>
    public static ImmutableArray<Literal> Run(KernelCode code, IReadOnlyList<Literal> inputs, bool isScattered = false)
    {
        Sequence<KernelOperand> types = code.Source.Kernel.Operands;
        ImmutableArray<GuardedPage> memory = [.. types.Select(operand => Filled(operand.Type.ByteCount + sizeof(double)))];
        using GuardedPage shared = Filled(code.SharedBytes);
        using GuardedPage worker = Filled(code.WorkerBytes);
        try
        {
            nint* operands = stackalloc nint[memory.Length + 1];
            for (int place = 0; place < memory.Length; place++)
            {
                long bytes = types[place].Type.ByteCount;
                bool fillsLines = place >= inputs.Count && bytes % Buffer.Alignment == 0;
                byte* scattered = memory[place].End - bytes - (fillsLines ? types[place].Type.Element.ByteSize : 0);
                operands[place] = (nint)(isScattered ? scattered : Start(memory[place], bytes));
                if (place < inputs.Count)
                {
                    byte[] value = new byte[bytes];
                    inputs[place].Buffer.CopyTo<byte>(0, value);
                    value.CopyTo(new Span<byte>((byte*)operands[place], value.Length));
                }
            }
            Run(code, (byte**)operands, shared, worker, isScattered);
            for (int place = 0; place < memory.Length; place++)
            {
                AssertSurrounded(memory[place], (byte*)operands[place], types[place].Type.ByteCount, $"operand {place} of\n{code.Source.Kernel}");
            }
            Literal[] outputs = new Literal[memory.Length - inputs.Count];
            for (int place = inputs.Count; place < memory.Length; place++)
            {
                outputs[place - inputs.Count] = Taken(operands[place], types[place].Type);
            }
            return [.. outputs];
        }
        finally
        {
            foreach (GuardedPage own in memory)
            {
                own.Dispose();
            }
        }
    }

    private static void Run(KernelCode code, byte** operands, GuardedPage shared, GuardedPage worker, bool isScattered)
    {
        byte* ofAll = Start(shared, code.SharedBytes);
        byte* own = Start(worker, code.WorkerBytes);
        foreach (KernelPhase phase in code.Phases)
        {
            if (!isScattered)
            {
                phase.Method(operands, ofAll, own, 0, phase.Chunks);
                continue;
            }
            for (long chunk = phase.Chunks - 1; chunk >= 0; chunk--)
            {
                worker.Bytes.Fill(Nonsense);
                phase.Method(operands, ofAll, own, chunk, chunk + 1);
            }
        }
    }

    /// <summary>As near to the end as it can be aligned.</summary>
    private static byte* Start(GuardedPage memory, long bytes) => memory.End - ((bytes + Buffer.Alignment - 1) / Buffer.Alignment * Buffer.Alignment);

    private static void AssertSurrounded(GuardedPage memory, byte* start, long count, string context)
    {
        Span<byte> bytes = memory.Bytes;
        int first = (int)(start - (memory.End - bytes.Length));
        Assert.True(
            !bytes[..first].ContainsAnyExcept(Nonsense) && !bytes[(first + (int)count)..].ContainsAnyExcept(Nonsense),
            $"written beside {context}");
    }

    private static Literal Taken(nint start, TensorType type)
    {
        Literal value = new(type, Buffer.Allocate((nint)type.ByteCount));
        value.Buffer.CopyFrom<byte>(0, new Span<byte>((byte*)start, (int)type.ByteCount).ToArray());
        return value;
    }

    private static GuardedPage Filled(long count)
    {
        GuardedPage memory = new(count);
        memory.Bytes.Fill(Nonsense);
        return memory;
    }
}
