using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Graph.Inspection;

/// <summary>Views of one computation of a compilation, with what led to it.</summary>
/// <param name="Compilation">The compilation.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Passes">How many passes of the trace have run: all of them at <see cref="Stage.Optimized"/>, unless one is looked
/// at.</param>
public sealed record Dump(Compilation Compilation, Stage Stage, int Passes)
{
    /// <summary>A stage.</summary>
    /// <exception cref="GraphException">The stage is one of the training step; <see cref="StepDump"/> shows those.</exception>
    public static Dump Of(Compilation compilation, Stage stage) => stage.IsOfStep()
        ? throw new GraphException($"the stage {stage.Mnemonic()} is not a computation; a StepDump shows it")
        : new(compilation, stage, stage == Stage.Optimized ? compilation.Trace.Steps.Length : 0);

    /// <summary>The gradient after a pass.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="pass">The name of the pass; see <see cref="Compilation.PlaceOf"/>.</param>
    /// <exception cref="GraphException">The pipeline has no such pass; the sentence names the nearest.</exception>
    public static Dump After(Compilation compilation, string pass) => new(compilation, Stage.Optimized, compilation.PlaceOf(pass) + 1);

    /// <summary>What is shown.</summary>
    public Computation Computation =>
        Stage == Stage.Optimized
            ? (Passes == 0 ? Compilation.Gradient : Compilation.Trace.Steps[Passes - 1].Result)
            : Compilation.At(Stage);

    /// <summary>
    /// The text form; comments in front say which passes ran and how often each rule fired. <see cref="TextForm.Parse"/> reads it back.
    /// </summary>
    public string Text() => Header("//") + TextForm.Print(Computation);

    /// <summary>The DOT language, with the same comments.</summary>
    public string Dot() => Header("//") + DotForm.Print(Computation);

    /// <summary>
    /// One JSON object: <c>name</c>, <c>stage</c>, <c>pass</c> (the last that has run; null where none has), <c>pipeline</c>, <c>passes</c>
    /// (each with <c>name</c>, <c>why</c>, <c>reason</c> and <c>counts</c>, how often each rule fired) and <c>computations</c>, as
    /// <see cref="JsonForm"/> says.
    /// </summary>
    public string Json()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("name", Compilation.Source.Name);
            json.WriteString("stage", Stage.Mnemonic());
            json.WriteString("pass", Passes == 0 ? null : Compilation.PassNames[Passes - 1]);
            json.WriteString("pipeline", Compilation.Pipeline.Name);
            json.WriteStartArray("passes");
            for (int place = 0; place < Passes; place++)
            {
                Transforms.TraceStep step = Compilation.Trace.Steps[place];
                json.WriteStartObject();
                json.WriteString("name", Compilation.PassNames[place]);
                json.WriteString("why", step.Pass.Why);
                json.WriteString("reason", Compilation.Pipeline.Steps[place].Reason);
                json.WriteStartObject("counts");
                foreach ((string rule, int count) in step.Counts)
                {
                    json.WriteNumber(rule, count);
                }
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WritePropertyName("computations");
            json.WriteRawValue(JsonForm.Print(Computation).TrimEnd());
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private string Header(string comment)
    {
        StringBuilder text = new();
        // Of a stage without passes nothing is asked that would run them.
        ImmutableArray<string> names = Passes == 0 ? [] : Compilation.PassNames;
        string nodes = Computation.Nodes.Length.ToString(CultureInfo.InvariantCulture);
        string pipeline = $"the pipeline {Compilation.Pipeline.Name}";
        string what = (Stage, Passes) switch
        {
            (not Stage.Optimized, _) => Stage.Mnemonic(),
            (_, 0) => $"before {pipeline}",
            _ => Passes == names.Length ? $"optimized by {pipeline}" : $"after {names[Passes - 1]} of {pipeline}",
        };
        text.Append(comment).Append(' ').Append(Compilation.Source.Name).Append(", ").Append(what).Append(": ").Append(nodes)
            .Append(" nodes\n");
        for (int place = 0; place < Passes; place++)
        {
            text.Append(comment).Append("   ").Append(names[place]).Append(':');
            string counts = string.Join(
                ", ", Compilation.Trace.Steps[place].Counts.Select(pair =>
                    string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")));
            text.Append(' ').Append(counts.Length == 0 ? "nothing to do" : counts).Append('\n');
        }
        return text.ToString();
    }
}
