using System.Globalization;
using System.Text;

namespace Graph.Lowering;

/// <summary>A fusion that was made or refused.</summary>
/// <param name="Producer">What would be computed inside.</param>
/// <param name="Consumer">Inside of what.</param>
/// <param name="IsMade">Whether it was.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="BytesSaved">How many bytes fewer are read and written.</param>
/// <param name="OperationsAdded">How many operations more are computed, in the units of <see cref="CostModel"/>.</param>
public sealed record FusionDecision(string Producer, string Consumer, bool IsMade, string Reason, long BytesSaved, long OperationsAdded)
{
    /// <summary>One line of the trace.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsMade ? "fused" : "refused")} {Producer} into {Consumer}: {Reason} ({BytesSaved} bytes saved, {OperationsAdded} operations " +
        $"added)");
}

/// <summary>A step of a fusion plan: a kernel, or a node that runs by itself.</summary>
/// <param name="Name">The members' names, for dumps.</param>
/// <param name="Lowered">The kernel, or null where the node has a step of its own.</param>
/// <param name="Outputs">What it computes: nodes of one tensor, or one node of several.</param>
/// <param name="Inputs">What it reads.</param>
public sealed record FusedStep(string Name, LoweredGroup? Lowered, ImmutableArray<Expr> Outputs, ImmutableArray<Expr> Inputs);

/// <summary>How much work it took to plan, in counts that grow no faster than the computation.</summary>
/// <param name="Attempts">Pairs of steps that were considered.</param>
/// <param name="Lowered">Pairs for which a kernel was made.</param>
/// <param name="Visits">How often a step was looked at in search of a third one between two.</param>
public sealed record PlanningEffort(long Attempts, long Lowered, long Visits);

/// <summary>Which nodes of a computation are computed together, in an order in which they can run.</summary>
/// <param name="Computation">The computation.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Decisions">What was fused and what was refused, and why.</param>
/// <param name="Effort">What it took.</param>
public sealed record FusionPlan(
    Computation Computation, ImmutableArray<FusedStep> Steps, ImmutableArray<FusionDecision> Decisions, PlanningEffort Effort)
{
    /// <summary>The kernels and the decisions as text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (FusedStep step in Steps)
        {
            text.Append(step.Lowered is null ? "step " : "kernel ").Append(step.Name).Append('\n');
        }
        return text.AppendJoin("", Decisions.Select(decision => $"// {decision}\n")).ToString();
    }
}
