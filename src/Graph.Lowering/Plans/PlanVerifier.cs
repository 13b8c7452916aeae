namespace Graph.Lowering;

/// <summary>The rules that a plan must keep.</summary>
public static class PlanVerifier
{
    /// <summary>
    /// Replays the plan and follows who owns each piece of memory: a step reads only buffers whose elements are still there; it overwrites
    /// what it reads itself only where that is safe; results are there at the end, arguments are untouched unless donated. Verifies kernels
    /// and bodies, too.
    /// </summary>
    /// <exception cref="VerificationException">A rule is broken; the sentence names step and buffer.</exception>
    public static void Verify(ExecutionPlan plan)
    {
        LiveBuffers alive = new(plan);
        foreach (int given in Enumerable.Range(0, plan.Buffers.Count)
            .Where(number => plan.Buffers[number].Location is InConstant).Concat(plan.Parameters))
        {
            alive.Write(given);
        }
        for (int number = 0; number < plan.Steps.Count; number++)
        {
            PlanStep step = plan.Steps[number];
            foreach (int read in step.Reads.Where(read => !alive.Contains(read)))
            {
                throw Broken(plan, number, $"it reads %{plan.Buffers[read].Name}, which is not there yet or not any more");
            }
            foreach (int written in step.Writes)
            {
                VerifyWrite(plan, number, step, written);
            }
            foreach (int written in step.Writes)
            {
                alive.Write(written);
            }
            VerifyInside(plan, number, step);
        }
        foreach (int result in plan.Results.Where(result => !alive.Contains(result)))
        {
            throw Broken(plan, plan.Steps.Count, $"the result %{plan.Buffers[result].Name} is not there");
        }
    }

    private static void VerifyWrite(ExecutionPlan plan, int number, PlanStep step, int written)
    {
        Location place = plan.Buffers[written].Location;
        if (place is InConstant || (place is InArgument(var parameter) && !plan.Donated.Contains(parameter)))
        {
            throw Broken(plan, number, $"it writes %{plan.Buffers[written].Name} over {place}");
        }
        if (place is InArena(var offset, var bytes) && (offset < 0 || offset + bytes > plan.ArenaBytes
            || bytes < plan.Buffers[written].Type.ByteCount))
        {
            throw Broken(plan, number, $"%{plan.Buffers[written].Name} does not fit where it lies");
        }
        foreach (int other in step.Writes.Where(other => other != written && Overlap(plan.Buffers[other].Location, place)))
        {
            throw Broken(plan, number, $"it writes %{plan.Buffers[written].Name} and %{plan.Buffers[other].Name} to one place");
        }
        foreach (int read in step.Reads.Where(read => Overlap(plan.Buffers[read].Location, place)))
        {
            bool isSafe = step is KernelStep kernel && plan.Buffers[read].Location.Equals(place)
                && InPlace.IsSafe(kernel.Kernel, kernel.Reads.IndexOf(read), kernel.Reads.Count + kernel.Writes.IndexOf(written));
            if (!isSafe)
            {
                throw Broken(plan, number, $"it writes %{plan.Buffers[written].Name} over %{plan.Buffers[read].Name} while it reads that");
            }
        }
    }

    private static void VerifyInside(ExecutionPlan plan, int number, PlanStep step)
    {
        switch (step)
        {
            case KernelStep kernel:
                ScheduleVerifier.Verify(kernel.Scheduled);
                IEnumerable<TensorType> types = kernel.Reads.Concat(kernel.Writes).Select(buffer => plan.Buffers[buffer].Type);
                if (!types.SequenceEqual(kernel.Kernel.Operands.Select(operand => operand.Type)))
                {
                    throw Broken(plan, number, "its buffers are not of the types of the kernel's operands");
                }
                break;
            case LoopStep loop:
                Verify(loop.Body);
                break;
            case CallStep call:
                Verify(call.Body);
                break;
            case LibraryStep:
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"the verifier knows no {step.GetType().Name}");
        }
    }

    private static bool Overlap(Location left, Location right) => (left, right) switch
    {
        (InArena a, InArena b) => a.Offset < b.Offset + Math.Max(1, b.ByteCount) && b.Offset < a.Offset + Math.Max(1, a.ByteCount),
        (InConstant, _) or (_, InConstant) => false,
        _ => left.Equals(right),
    };

    private static VerificationException Broken(ExecutionPlan plan, int step, string rule) =>
        new(FormattableString.Invariant($"the plan @{plan.Name} is ill-formed at step {step}: {rule}"));
}
