using Graph.Codegen;

namespace Graph.Cpu;

/// <summary>A phase of a kernel and the memory it works on.</summary>
/// <param name="method">The code.</param>
/// <param name="chunks">How many chunks there are.</param>
/// <param name="operands">The first byte of each operand.</param>
/// <param name="scratch">The scratch of the run.</param>
internal readonly unsafe struct Job(KernelMethod method, long chunks, byte** operands, Scratch scratch)
{
    /// <summary>The code.</summary>
    public readonly KernelMethod Method = method;

    /// <summary>How many chunks there are.</summary>
    public readonly long Chunks = chunks;

    /// <summary>The first byte of each operand.</summary>
    public readonly byte** Operands = operands;

    /// <summary>The scratch of the run.</summary>
    public readonly Scratch Scratch = scratch;

    /// <summary>Runs some chunks as one of the threads.</summary>
    public void Run(int worker, long first, long end) => Method(Operands, Scratch.Shared, Scratch.OfWorker(worker), first, end);

    /// <summary>Runs all chunks on this thread.</summary>
    public void Run() => Run(0, 0, Chunks);
}

/// <summary>Scratch memory of a run.</summary>
/// <param name="shared">What all threads share.</param>
/// <param name="workers">What the first thread has for itself; that of the next follows after a stride.</param>
/// <param name="stride">How many bytes each thread has.</param>
internal readonly unsafe struct Scratch(byte* shared, byte* workers, long stride)
{
    private readonly byte* workers = workers;
    private readonly long stride = stride;

    /// <summary>What all threads share.</summary>
    public readonly byte* Shared = shared;

    /// <summary>What a thread has for itself.</summary>
    public byte* OfWorker(int worker) => workers + (worker * stride);
}
