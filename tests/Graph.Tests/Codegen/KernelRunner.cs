using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>
/// Runs the code of a kernel on literals, with nonsense in all memory that it does not read, and nothing written beside its outputs.
/// </summary>
internal static unsafe class KernelRunner
{
    private const byte Nonsense = 0xFF;

    /// <summary>The outputs.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="inputs">The operands that it reads.</param>
    /// <param name="isScattered">
    /// Whether chunks run one by one, the last one first, each with scratch that nobody has used; and operands are aligned no better than
    /// their elements need.
    /// </param>
    public static ImmutableArray<Literal> Run(KernelCode code, IReadOnlyList<Literal> inputs, bool isScattered = false)
    {
        Sequence<KernelOperand> types = code.Source.Kernel.Operands;
        ImmutableArray<int> starts = [.. types.Select(operand => Buffer.Alignment + (isScattered ? operand.Type.Element.ByteSize : 0))];
        ImmutableArray<Buffer> memory = [.. types.Select((operand, place) => Surrounded(operand, starts[place], place < inputs.Count ? inputs[place] : null))];
        nint* operands = stackalloc nint[memory.Length + 1];
        for (int place = 0; place < memory.Length; place++)
        {
            operands[place] = memory[place].Address + starts[place];
        }
        Buffer shared = Filled(code.SharedBytes);
        Buffer worker = Filled(code.WorkerBytes);
        foreach (KernelPhase phase in code.Phases)
        {
            if (!isScattered)
            {
                phase.Method((byte**)operands, (byte*)shared.Address, (byte*)worker.Address, 0, phase.Chunks);
                continue;
            }
            for (long chunk = phase.Chunks - 1; chunk >= 0; chunk--)
            {
                worker = Filled(code.WorkerBytes);
                phase.Method((byte**)operands, (byte*)shared.Address, (byte*)worker.Address, chunk, chunk + 1);
            }
        }
        GC.KeepAlive(shared);
        GC.KeepAlive(worker);
        for (int place = 0; place < memory.Length; place++)
        {
            AssertSurrounded(memory[place], starts[place], types[place].Type.ByteCount, $"operand {place} of\n{code.Source.Kernel}");
        }
        return [.. memory.Skip(inputs.Count).Select((own, place) => Taken(own, starts[inputs.Count + place], types[inputs.Count + place].Type))];
    }

    private static Buffer Surrounded(KernelOperand operand, int start, Literal? value)
    {
        Buffer memory = Filled(operand.Type.ByteCount + (3 * Buffer.Alignment));
        if (value is not null)
        {
            byte[] bytes = new byte[operand.Type.ByteCount];
            value.Buffer.CopyTo<byte>(0, bytes);
            memory.CopyFrom<byte>(start, bytes);
        }
        return memory;
    }

    private static void AssertSurrounded(Buffer memory, long start, long count, string context)
    {
        for (long place = 0; place < memory.ByteLength; place++)
        {
            Assert.True((place >= start && place < start + count) || memory.Read<byte>(place) == Nonsense, $"written beside {context}");
        }
    }

    private static Literal Taken(Buffer memory, long start, TensorType type)
    {
        byte[] bytes = new byte[type.ByteCount];
        memory.CopyTo<byte>(start, bytes);
        Literal value = new(type, Buffer.Allocate((nint)type.ByteCount));
        value.Buffer.CopyFrom<byte>(0, bytes);
        return value;
    }

    private static Buffer Filled(long count)
    {
        Buffer memory = Buffer.Allocate((nint)count);
        byte[] bytes = new byte[count];
        Array.Fill(bytes, Nonsense);
        memory.CopyFrom<byte>(0, bytes);
        return memory;
    }
}
