using System.Text.Json;

namespace Graph.Lowering;

/// <summary>Kernels as JSON, for other programs.</summary>
/// <remarks>
/// An object has <c>name</c>, <c>fuses</c> (the operators it came from), <c>iterationSpaces</c> (see
/// <see cref="LoopKernel.IterationSpaces"/>), <c>floatingPointOperations</c> and <c>bytes</c> (see <see cref="CostModel"/>),
/// <c>operands</c> (each with <c>name</c>, <c>access</c>, <c>type</c>), <c>axes</c> (each with <c>name</c>, <c>size</c>), <c>stages</c>
/// (each with <c>phase</c>, <c>axes</c>, <c>points</c>, <c>body</c> and <c>effects</c>, a line of the text form each) and <c>schedule</c>
/// (<c>vector</c>, <c>rows</c>, <c>block</c>, <c>streams</c>).
/// </remarks>
public static class KernelJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="step">One of the plan's steps, or of a body's.</param>
    public static void Write(Utf8JsonWriter json, ExecutionPlan plan, KernelStep step)
    {
        json.WriteStartObject();
        WriteProperties(json, plan, step);
        json.WriteEndObject();
    }

    /// <summary>Writes the properties into an object that is begun, so that it may have others.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="step">One of the plan's steps, or of a body's.</param>
    public static void WriteProperties(Utf8JsonWriter json, ExecutionPlan plan, KernelStep step)
    {
        ImmutableArray<string> names = [.. step.Reads.Concat(step.Writes).Select(buffer => plan.Buffers[buffer].Name)];
        LoopKernel kernel = step.Kernel;
        json.WriteString("name", step.Name);
        json.WriteString("fuses", step.Fuses);
        json.WriteNumber("iterationSpaces", kernel.IterationSpaces);
        json.WriteNumber("floatingPointOperations", CostModel.FloatingPointOperations(kernel));
        json.WriteNumber("bytes", CostModel.Bytes(kernel));
        json.WriteStartArray("operands");
        for (int place = 0; place < kernel.Operands.Count; place++)
        {
            json.WriteStartObject();
            json.WriteString("name", names[place]);
            json.WriteString("access", kernel.Operands[place].Access == OperandAccess.Read ? "in" : "out");
            json.WriteString("type", kernel.Operands[place].Type.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteAxes(json, kernel.Axes);
        json.WriteStartArray("stages");
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            WriteStage(json, kernel, number, names);
        }
        json.WriteEndArray();
        WriteSchedule(json, step.Scheduled.Schedule);
    }

    private static void WriteAxes(Utf8JsonWriter json, Sequence<LoopAxis> axes)
    {
        json.WriteStartArray("axes");
        foreach (LoopAxis axis in axes)
        {
            json.WriteStartObject();
            json.WriteString("name", axis.Name);
            json.WriteNumber("size", axis.Size);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteStage(Utf8JsonWriter json, LoopKernel kernel, int number, IReadOnlyList<string> names)
    {
        Stage stage = kernel.Stages[number];
        (ImmutableArray<string> body, ImmutableArray<string> effects) = KernelText.Lines(kernel, number, names);
        json.WriteStartObject();
        json.WriteString("phase", stage.Phase switch
        {
            StagePhase.BeforePoints => "before",
            StagePhase.AtPoint => "point",
            StagePhase.AfterPoints => "after",
        });
        WriteAxes(json, stage.Axes);
        json.WriteNumber("points", kernel.PointsOf(stage));
        WriteLines(json, "body", body);
        WriteLines(json, "effects", effects);
        json.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter json, string name, ImmutableArray<string> lines)
    {
        json.WriteStartArray(name);
        foreach (string line in lines)
        {
            json.WriteStringValue(line);
        }
        json.WriteEndArray();
    }

    private static void WriteSchedule(Utf8JsonWriter json, Schedule schedule)
    {
        json.WriteStartObject("schedule");
        json.WriteString("vector", schedule.Vector switch
        {
            VectorAxis.NoAxis => "none",
            VectorAxis.LastPoint => "point",
            VectorAxis.LastInner => "inner",
        });
        json.WriteNumber("rows", schedule.Rows);
        json.WriteNumber("block", schedule.Block);
        json.WriteBoolean("streams", schedule.IsStreaming);
        json.WriteEndObject();
    }
}
