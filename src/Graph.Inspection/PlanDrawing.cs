using System.Globalization;
using System.Text;
using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>The steps of a plan in the DOT language.</summary>
internal static class PlanDrawing
{
    /// <summary>A box for each step, and an arrow for each tensor that one makes and another reads.</summary>
    public static string Print(ExecutionPlan plan)
    {
        StringBuilder text = new();
        text.Append("digraph \"").Append(plan.Name).Append("\" {\n  node [shape=box];\n");
        Dictionary<int, int> writers = [];
        for (int step = 0; step < plan.Steps.Count; step++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  s{step} [label=\"{Escaped(Label(plan.Steps[step]))}\"];\n");
            foreach (int read in plan.Steps[step].Reads.Distinct())
            {
                if (writers.TryGetValue(read, out int writer))
                {
                    text.Append(CultureInfo.InvariantCulture, $"  s{writer} -> s{step} [label=\"{Escaped(plan.Buffers[read].Name)}\"];\n");
                }
            }
            foreach (int written in plan.Steps[step].Writes)
            {
                writers[written] = step;
            }
        }
        return text.Append("}\n").ToString();
    }

    private static string Label(PlanStep step) => step switch
    {
        KernelStep kernel => $"{kernel.Name}: {kernel.Fuses}",
        LibraryStep library => library.Op.Name,
        LoopStep loop => FormattableString.Invariant($"loop {loop.Scan.Length}"),
        CallStep => "call",
        _ => throw new System.Diagnostics.UnreachableException($"{step.GetType().Name} has no label"),
    };

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
