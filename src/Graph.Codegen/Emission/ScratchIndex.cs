using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>
/// An index in scratch memory. What outer loops alone need is better there than in a local: the JIT gives a local a register that the
/// innermost loop then lacks.
/// </summary>
/// <param name="frame">The method.</param>
internal sealed class ScratchIndex(Frame frame)
{
    private readonly long offset = frame.Scratch.Take(sizeof(long));

    /// <summary>Sets it.</summary>
    /// <param name="pushValue">Pushes the value.</param>
    public void Set(Action pushValue)
    {
        frame.PushScratch(offset);
        pushValue();
        frame.IL.Emit(OpCodes.Stind_I8);
    }

    /// <summary>Pushes it.</summary>
    public void Push()
    {
        frame.PushScratch(offset);
        frame.IL.Emit(OpCodes.Ldind_I8);
    }

    /// <summary>Adds to it.</summary>
    public void Advance(long step) => Set(() =>
    {
        Push();
        frame.IL.Push(step);
        frame.IL.Emit(OpCodes.Add);
    });
}
