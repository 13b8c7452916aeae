using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>A part of a stage of a training step.</summary>
/// <param name="Kernel">The kernel's name; or that of a step which is no kernel.</param>
/// <param name="Text">What there is to see.</param>
public sealed record StepPart(string Kernel, string Text);

/// <summary>Views of a training step below the level of operators: fusion, kernels, memory, code.</summary>
public sealed class StepDump
{
    internal static readonly JsonWriterOptions JsonOptions =
        new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly Compilation compilation;

    private StepDump(Compilation compilation, Stage stage, ImmutableArray<StepPart> parts)
    {
        (this.compilation, Stage, Parts) = (compilation, stage, parts);
    }

    /// <summary>The stage.</summary>
    public Stage Stage { get; }

    /// <summary>What is shown of each kernel, in the order in which they run.</summary>
    public ImmutableArray<StepPart> Parts { get; }

    /// <summary>A stage of a training step.</summary>
    /// <exception cref="GraphException">The loss has no gradient, or the stage is not one of the training step; the sentence says
    /// which.</exception>
    public static StepDump Of(Compilation compilation, Stage stage) => new(compilation, stage, stage switch
    {
        Stage.Fused =>
            [.. compilation.Fusion.Steps.Select((step, place) => new StepPart(FormattableString.Invariant($"k{place}"), step.Name))],
        Stage.Kernels => [.. PlannedKernel.Of(compilation.Plan).Select(Printed)],
        Stage.Memory => [],
        Stage.Il => compilation.Code.Il(),
        Stage.CSharp => compilation.Code.CSharp(),
        Stage.Assembly => compilation.Code.MachineCode(),
        Stage.Source or Stage.Gradient or Stage.Optimized =>
            throw new GraphException($"the stage {stage.Mnemonic()} is a computation; a Dump shows it"),
        Stage.Ptx or Stage.OpenCL =>
            throw new GraphException($"the stage {stage.Mnemonic()} needs a compiler of such code"),
    });

    /// <summary>The code of an accelerator.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="stage">Which code.</param>
    /// <param name="compile">Makes it of kernels, a text for each.</param>
    public static StepDump Of(
        Compilation compilation, Stage stage, Func<IReadOnlyList<ScheduledKernel>, IReadOnlyList<string>> compile)
    {
        ImmutableArray<PlannedKernel> kernels = PlannedKernel.Of(compilation.Plan);
        IReadOnlyList<string> texts = compile([.. kernels.Select(kernel => kernel.Step.Scheduled)]);
        return new(compilation, stage, [.. kernels.Zip(texts, (kernel, text) => new StepPart(kernel.Name, $"// {kernel.Name}\n{text}"))]);
    }

    /// <summary>The stage as text; a comment in front says what it is of.</summary>
    public string Text()
    {
        StringBuilder text = new();
        text.Append("// ").Append(compilation.Source.Name).Append(", one SGD training step, ").Append(Stage.Mnemonic()).Append(": ");
        switch (Stage)
        {
            case Stage.Fused:
                AppendCount(text, Parts.Length, "step").Append(compilation.Fusion);
                break;
            case Stage.Memory:
                AppendCount(text, compilation.Plan.Buffers.Count, "buffer").Append(MemoryReport.Of(compilation.Plan));
                break;
            default:
                AppendCount(text, Parts.Length, "kernel").AppendJoin("\n", Parts.Select(part => part.Text));
                break;
        }
        return text.ToString();
    }

    /// <summary>The steps as Graphviz draws them: an arrow for each tensor that one makes and another reads.</summary>
    /// <exception cref="GraphException">Only the stages fused and kernels have a drawing.</exception>
    public string Dot() => Stage is Stage.Fused or Stage.Kernels
        ? PlanDrawing.Print(compilation.Plan)
        : throw new GraphException($"the stage {Stage.Mnemonic()} has no drawing; it is shown as text or json");

    /// <summary>
    /// One JSON object: <c>name</c>, <c>stage</c>, <c>pipeline</c>, <c>kernelCount</c> (see <see cref="ExecutionPlan.KernelCount"/>),
    /// <c>kernels</c> (each with <c>kernel</c> and <c>text</c>; of the stage kernels also with what <see cref="KernelJson"/> writes); of
    /// fused also <c>decisions</c>, of memory <c>arenaBytes</c>, <c>intermediateBytes</c>, <c>buffers</c> and <c>remarks</c> in place of
    /// the kernels.
    /// </summary>
    public string Json()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("name", compilation.Source.Name);
            json.WriteString("stage", Stage.Mnemonic());
            json.WriteString("pipeline", compilation.Pipeline.Name);
            json.WriteNumber("kernelCount", compilation.Plan.KernelCount);
            if (Stage == Stage.Memory)
            {
                MemoryReport.Of(compilation.Plan).WriteTo(json);
            }
            else
            {
                WriteParts(json);
            }
            if (Stage == Stage.Fused)
            {
                WriteDecisions(json, compilation.Fusion);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private void WriteParts(Utf8JsonWriter json)
    {
        ImmutableArray<PlannedKernel> kernels = Stage == Stage.Kernels ? PlannedKernel.Of(compilation.Plan) : [];
        json.WriteStartArray("kernels");
        for (int place = 0; place < Parts.Length; place++)
        {
            json.WriteStartObject();
            json.WriteString("kernel", Parts[place].Kernel);
            json.WriteString("text", Parts[place].Text);
            if (!kernels.IsEmpty)
            {
                KernelJson.WriteProperties(json, kernels[place].Plan, kernels[place].Step);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static StringBuilder AppendCount(StringBuilder text, int count, string noun) =>
        text.Append(count.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(noun).Append(count == 1 ? "\n" : "s\n");

    private static StepPart Printed(PlannedKernel kernel) =>
        new(kernel.Name, KernelText.Print(
            kernel.Step.Kernel, kernel.Name, kernel.Operands, kernel.Step.Fuses, kernel.Step.Scheduled.Schedule));

    private static void WriteDecisions(Utf8JsonWriter json, FusionPlan fusion)
    {
        json.WriteStartArray("decisions");
        foreach (FusionDecision decision in fusion.Decisions)
        {
            json.WriteStartObject();
            json.WriteString("producer", decision.Producer);
            json.WriteString("consumer", decision.Consumer);
            json.WriteBoolean("made", decision.IsMade);
            json.WriteString("reason", decision.Reason);
            json.WriteNumber("bytesSaved", decision.BytesSaved);
            json.WriteNumber("operationsAdded", decision.OperationsAdded);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
