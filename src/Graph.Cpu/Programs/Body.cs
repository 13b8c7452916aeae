namespace Graph.Cpu;

/// <summary>The steps of a plan, and which of their operands lie in what the caller gives.</summary>
/// <param name="steps">The steps in order.</param>
/// <param name="bindings">Slots, each with the place of its pointer among the caller's: arguments, then results.</param>
internal sealed unsafe class Body(ImmutableArray<ProgramStep> steps, ImmutableArray<(int Slot, int Place)> bindings)
{
    /// <summary>Runs the steps.</summary>
    /// <param name="frame">The memory.</param>
    /// <param name="given">Pointers to the arguments, then to the results.</param>
    public void Run(Frame frame, byte** given)
    {
        foreach ((int slot, int place) in bindings)
        {
            frame.Table[slot] = given[place];
        }
        foreach (ProgramStep step in steps)
        {
            step.Run(frame);
        }
    }
}
