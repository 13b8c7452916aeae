namespace Graph.Lowering;

/// <summary>A step of a plan with the places of its operands; results follow the operands.</summary>
/// <param name="Operands">The slot of the first one.</param>
internal abstract record StepOutline(int Operands);

/// <summary>Runs a kernel.</summary>
/// <param name="Step">The step.</param>
/// <param name="Path">The names of the plans around it, outermost first, separated by <c>/</c>.</param>
/// <param name="Operands">The slot of the first operand.</param>
internal sealed record KernelOutline(KernelStep Step, string Path, int Operands) : StepOutline(Operands);

/// <summary>Runs an operator along a sequential axis.</summary>
/// <param name="Step">The step.</param>
/// <param name="Type">What its first operand is.</param>
/// <param name="Path">The names of the plans around it.</param>
/// <param name="Operands">The slot of the first operand.</param>
internal sealed record LibraryOutline(LibraryStep Step, TensorType Type, string Path, int Operands) : StepOutline(Operands);

/// <summary>Runs a body once.</summary>
/// <param name="Body">The body.</param>
/// <param name="Operands">The slot of the first operand.</param>
internal sealed record CallOutline(BodyOutline Body, int Operands) : StepOutline(Operands);

/// <summary>Runs a body once for each step of a scan.</summary>
/// <param name="Loop">How the places of its operands move.</param>
/// <param name="Body">The body.</param>
/// <param name="Operands">The slot of the first operand.</param>
internal sealed record LoopOutline(LoopPlaces Loop, BodyOutline Body, int Operands) : StepOutline(Operands);

/// <summary>Copies a tensor from one slot to the next one.</summary>
/// <param name="Slots">The first of the two.</param>
/// <param name="ByteCount">The size.</param>
internal sealed record CopyOutline(int Slots, long ByteCount) : StepOutline(Slots);

/// <summary>The steps of a plan, and which of their operands lie in what the caller gives.</summary>
/// <param name="Steps">The steps in order.</param>
/// <param name="Bindings">Slots, each with its place among what the caller gives: arguments, then results.</param>
internal sealed record BodyOutline(ImmutableArray<StepOutline> Steps, ImmutableArray<(int Slot, int Place)> Bindings)
{
    /// <summary>Gives the operands of all steps of a plan, and of the bodies in it, their slots and their places in the arena.</summary>
    public static (BodyOutline Body, SlotTable Slots) Of(ExecutionPlan plan)
    {
        Outliner outliner = new();
        return (outliner.Body(plan, 0), outliner.Slots);
    }

    private sealed class Outliner
    {
        private readonly List<string> path = [];

        public SlotTable Slots { get; } = new();

        public BodyOutline Body(ExecutionPlan plan, long arenaStart)
        {
            path.Add(plan.Name);
            PlanSlots slots = new(plan, Slots, arenaStart);
            Slots.NeedArena(arenaStart + plan.ArenaBytes);
            long arenaEnd = arenaStart + plan.ArenaBytes.InWholeLines;
            ImmutableArray<StepOutline> steps = [.. plan.Steps.Select(step => Step(plan, step, slots, arenaEnd)), .. slots.ResultCopies()];
            path.RemoveAt(path.Count - 1);
            return new BodyOutline(steps, slots.Bindings);
        }

        private StepOutline Step(ExecutionPlan plan, PlanStep step, PlanSlots slots, long arenaEnd)
        {
            int operands = slots.Take([.. step.Reads, .. step.Writes]);
            return step switch
            {
                KernelStep kernel => new KernelOutline(kernel, string.Join('/', path), operands),
                LibraryStep library => new LibraryOutline(library, plan.Buffers[step.Reads[0]].Type, string.Join('/', path), operands),
                LoopStep loop => Loop(loop, operands, arenaEnd),
                CallStep call => new CallOutline(Body(call.Body, arenaEnd), operands),
                _ => throw new System.Diagnostics.UnreachableException($"there is no outline of a {step.GetType().Name}"),
            };
        }

        private LoopOutline Loop(LoopStep step, int operands, long arenaEnd)
        {
            Scan scan = step.Scan;
            int given = Slots.Take(step.Body.Parameters.Count + step.Body.Results.Count);
            int seconds = Slots.Take(scan.Carries);
            for (int carry = 0; carry < scan.Carries; carry++)
            {
                long byteCount = scan.Body.Results[carry].Type.ByteCount;
                Slots.PointIntoArena(seconds + carry, arenaEnd, byteCount);
                arenaEnd += Math.Max(1, byteCount).InWholeLines;
            }
            ImmutableArray<bool> isInPlace = [.. Enumerable.Range(0, scan.Carries).Select(carry => IsInPlace(step.Body, carry))];
            return new LoopOutline(new LoopPlaces(scan, operands, given, seconds, isInPlace), Body(step.Body, arenaEnd), operands);
        }

        private static bool IsInPlace(ExecutionPlan body, int carry)
        {
            int result = body.Results[carry];
            bool isWritten = result != body.Parameters[carry] && !body.Parameters.Contains(result);
            return body.Buffers[result].Location is InArgument(var parameter) && isWritten
                && (parameter == carry
                    ? true
                    : throw new System.Diagnostics.UnreachableException($"carry {carry} of a loop is written over argument {parameter}"));
        }
    }
}
