using System.Globalization;
using System.Text;

namespace Graph.Lowering;

/// <summary>The text form of plans: where each buffer lies, then the steps with their kernels.</summary>
public static class PlanText
{
    /// <summary>Writes a plan.</summary>
    public static string Print(ExecutionPlan plan)
    {
        StringBuilder text = new();
        Append(text, plan, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, ExecutionPlan plan, string indent)
    {
        text.Append(indent).Append(CultureInfo.InvariantCulture, $"plan @{plan.Name} arena {plan.ArenaBytes} B {{\n");
        foreach (PlanBuffer buffer in plan.Buffers)
        {
            text.Append(indent).Append("  buffer %").Append(buffer.Name).Append(": ").Append(buffer.Type).Append(" @ ")
                .Append(buffer.Location).Append('\n');
        }
        foreach (PlanStep step in plan.Steps)
        {
            AppendStep(text, plan, step, indent + "  ");
        }
        text.Append(indent).Append("  return ").AppendJoin(", ", Names(plan, plan.Results)).Append('\n');
        foreach (string remark in plan.Remarks)
        {
            text.Append(indent).Append("  // ").Append(remark).Append('\n');
        }
        text.Append(indent).Append("}\n");
    }

    private static void AppendStep(StringBuilder text, ExecutionPlan plan, PlanStep step, string indent)
    {
        switch (step)
        {
            case KernelStep kernel:
                ImmutableArray<string> operands = [.. kernel.Reads.Concat(kernel.Writes).Select(buffer => plan.Buffers[buffer].Name)];
                string printed = KernelText.Print(kernel.Kernel, kernel.Name, operands, kernel.Fuses, kernel.Scheduled.Schedule);
                text.Append(indent).Append(printed.TrimEnd('\n').Replace("\n", "\n" + indent, StringComparison.Ordinal)).Append('\n');
                break;
            case LibraryStep library:
                AppendHead(text, plan, step, indent + "run " + library.Op.Name);
                text.Append('\n');
                break;
            case LoopStep loop:
                AppendHead(text, plan, step, string.Create(CultureInfo.InvariantCulture,
                    $"{indent}loop {loop.Scan.Length}{(loop.Scan.Reverse ? " reverse" : "")}"));
                text.Append('\n');
                Append(text, loop.Body, indent + "  ");
                break;
            case CallStep call:
                AppendHead(text, plan, step, indent + "call");
                text.Append('\n');
                Append(text, call.Body, indent + "  ");
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"there is no text for {step.GetType().Name}");
        }
    }

    private static void AppendHead(StringBuilder text, ExecutionPlan plan, PlanStep step, string head) =>
        text.Append(head).Append('(').AppendJoin(", ", Names(plan, step.Reads)).Append(") -> ").AppendJoin(", ", Names(plan, step.Writes));

    private static IEnumerable<string> Names(ExecutionPlan plan, IEnumerable<int> buffers) =>
        buffers.Select(buffer => "%" + plan.Buffers[buffer].Name);
}
