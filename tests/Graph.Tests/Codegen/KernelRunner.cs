using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>Runs the code of a kernel on literals, with nonsense in all memory that it does not read, and nothing written beside its outputs.</summary>
internal static unsafe class KernelRunner
{
    private const byte Nonsense = 0xFF;

    /// <summary>The outputs.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="inputs">The operands that it reads.</param>
    /// <param name="isScattered">Whether chunks run one by one, the last one first, each with scratch that nobody has used.</param>
    public static ImmutableArray<Literal> Run(KernelCode code, IReadOnlyList<Literal> inputs, bool isScattered = false)
    {
        ImmutableArray<Buffer> memory = [.. code.Source.Kernel.Operands.Select((operand, place) => Surrounded(operand, place < inputs.Count ? inputs[place] : null))];
        nint* operands = stackalloc nint[memory.Length + 1];
        for (int place = 0; place < memory.Length; place++)
        {
            operands[place] = memory[place].Address + Buffer.Alignment;
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
            AssertSurrounded(memory[place], $"operand {place} of\n{code.Source.Kernel}");
        }
        return [.. memory.Skip(inputs.Count).Select((own, place) => Taken(own, code.Source.Kernel.Operands[inputs.Count + place].Type))];
    }

    private static Buffer Surrounded(KernelOperand operand, Literal? value)
    {
        Buffer memory = Filled(operand.Type.ByteCount + (2 * Buffer.Alignment));
        if (value is not null)
        {
            byte[] bytes = new byte[operand.Type.ByteCount];
            value.Buffer.CopyTo<byte>(0, bytes);
            memory.CopyFrom<byte>(Buffer.Alignment, bytes);
        }
        return memory;
    }

    private static void AssertSurrounded(Buffer memory, string context)
    {
        for (int place = 0; place < Buffer.Alignment; place++)
        {
            Assert.True(memory.Read<byte>(place) == Nonsense && memory.Read<byte>(memory.ByteLength - 1 - place) == Nonsense, $"written beside {context}");
        }
    }

    private static Literal Taken(Buffer memory, TensorType type)
    {
        byte[] bytes = new byte[type.ByteCount];
        memory.CopyTo<byte>(Buffer.Alignment, bytes);
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
