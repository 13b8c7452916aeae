using System.Runtime.InteropServices;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>Runs a body once for each step of a scan.</summary>
/// <param name="loop">How the pointers move.</param>
/// <param name="body">The body.</param>
internal sealed class LoopProgramStep(LoopPlaces loop, Body body) : ProgramStep
{
    /// <inheritdoc/>
    public override void Run(Frame frame) => loop.Run(new Pointers(frame, body, loop.Given));

    private readonly unsafe struct Pointers(Frame frame, Body body, int given) : IPlaces
    {
        public void Set(int slot, int from) => frame.Table[slot] = frame.Table[from];

        public void Set(int slot, int from, long offset, long byteCount) => frame.Table[slot] = frame.Table[from] + offset;

        public void Copy(int from, int to, long byteCount) => NativeMemory.Copy(frame.Table[from], frame.Table[to], (nuint)byteCount);

        public void RunBody() => body.Run(frame, frame.Table + given);
    }
}
