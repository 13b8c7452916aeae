namespace Graph.Lowering;

/// <summary>When each buffer of a plan is in use: from the step that writes it to the last one that reads it.</summary>
internal sealed class Lifetimes
{
    private readonly int[] first;
    private readonly int[] last;

    public Lifetimes(IReadOnlyList<PlanStep> steps, int buffers)
    {
        (first, last) = (new int[buffers], new int[buffers]);
        Array.Fill(first, -1);
        Array.Fill(last, -1);
        for (int step = 0; step < steps.Count; step++)
        {
            foreach (int buffer in steps[step].Reads)
            {
                last[buffer] = step;
            }
            foreach (int buffer in steps[step].Writes)
            {
                (first[buffer], last[buffer]) = (step, step);
            }
        }
    }

    /// <summary>The step that writes a buffer; −1 where the caller does.</summary>
    public int FirstOf(int buffer) => first[buffer];

    /// <summary>The last step that reads a buffer, or the one that writes it; −1 where no step does.</summary>
    public int LastOf(int buffer) => last[buffer];
}
