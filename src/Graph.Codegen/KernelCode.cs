using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Generated code of one phase of a kernel: runs the chunks from <paramref name="first"/> to before <paramref name="end"/>.
/// </summary>
/// <param name="operands">The first byte of each operand, in the kernel's order.</param>
/// <param name="shared">Scratch that all chunks and phases of one run of the kernel share; <see cref="KernelCode.SharedBytes"/> long,
/// aligned to 64 bytes, of any content.</param>
/// <param name="worker">Scratch of the calling thread alone; <see cref="KernelCode.WorkerBytes"/> long, aligned to 64 bytes, of any
/// content.</param>
/// <param name="first">The first chunk.</param>
/// <param name="end">The chunk behind the last one.</param>
public unsafe delegate void KernelMethod(byte** operands, byte* shared, byte* worker, long first, long end);

/// <summary>What runs between two barriers: chunks in any order, by any threads.</summary>
/// <param name="Method">The code.</param>
/// <param name="Chunks">How many chunks there are; fixed by the shapes.</param>
public sealed record KernelPhase(KernelMethod Method, long Chunks);

/// <summary>A kernel that can be called.</summary>
/// <param name="Source">What it was made from.</param>
/// <param name="Phases">One phase; or two where totals over all points are combined behind them.</param>
/// <param name="SharedBytes">The scratch that a run of the kernel needs.</param>
/// <param name="WorkerBytes">The scratch that each thread of a run needs.</param>
public sealed record KernelCode(ScheduledKernel Source, ImmutableArray<KernelPhase> Phases, long SharedBytes, long WorkerBytes);
