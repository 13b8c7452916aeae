using System.CommandLine;
using Graph.Cli.Models;
using Graph.Cpu;
using Graph.Ilgpu;
using Graph.Inspection;
using Graph.Transforms;
using Stage = Graph.Inspection.Stage;
using Target = Graph.Lowering.Target;

namespace Graph.Cli.Verbs;

/// <summary><c>graph dump MODEL [--stage STAGE] [--pass NAME] [--format FORMAT] [--size SIZE] [--relaxed]</c>.</summary>
internal static class DumpVerb
{
    private static readonly string[] stages = [.. Enum.GetValues<Stage>().Select(stage => stage.Mnemonic())];

    private const string Text = "text", Dot = "dot", Json = "json";
    private const string Full = "full", Small = "small";

    public static Command Create()
    {
        Argument<string> model =
            new("MODEL") { Description = $"A built-in model: {string.Join(", ", BuiltInModels.All.Select(known => known.Name))}." };
        Option<string> stage = new("--stage")
        {
            Description =
                "The loss as written, its gradient, that after every pass; or of one SGD training step: what is fused, kernels, memory, " +
                "generated code.",
            DefaultValueFactory = _ => Stage.Optimized.Mnemonic(),
            HelpName = string.Join('|', stages),
        };
        stage.AcceptOnlyFromAmong(stages);
        Option<string?> pass = new("--pass")
        {
            Description =
                "The gradient after this pass, in place of a stage; NAME:2 for the second run of a pass that runs several times, else " +
                "the last.",
            HelpName = "NAME",
        };
        Option<string> format =
            new("--format")
            {
                Description = "The text form, JSON, or Graphviz (not of memory, il, csharp, asm, ptx, opencl).",
                DefaultValueFactory = _ => Text
            };
        format.AcceptOnlyFromAmong(Text, Dot, Json);
        Option<string> size =
            new("--size")
            {
                Description = "The size that the model is trained at, or the one that checks use.",
                DefaultValueFactory = _ => Full
            };
        size.AcceptOnlyFromAmong(Full, Small);
        Option<bool> relaxed = new("--relaxed")
        {
            Description =
            "Also use rules that are right for finite values only, such as collapsing a stack of linear layers."
        };
        Command command =
            new("dump", "Prints a stage of the compilation of a built-in model.") { model, stage, pass, format, size, relaxed };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(pass) is not null && parsed.GetResult(stage) is { Implicit: false })
            {
                throw new UsageException("dump: --pass names a computation of its own; leave --stage out");
            }
            BuiltInModel chosen = BuiltInModels.Find(parsed.GetRequiredValue(model));
            Computation loss = parsed.GetValue(size) == Small ? chosen.Small() : chosen.Full();
            Stage shown = Enum.GetValues<Stage>().Single(known => known.Mnemonic() == parsed.GetRequiredValue(stage));
            Compilation compilation = Compilation.Of(
                loss, parsed.GetValue(relaxed) ? Pipelines.Relaxed : Pipelines.Default,
                shown.IsOfAccelerator() ? Target.Common : MachineTarget.Detect());
            string shape = parsed.GetRequiredValue(format);
            parsed.InvocationConfiguration.Output.Write(
                parsed.GetValue(pass) is { } name ? Show(Dump.After(compilation, name), shape)
                : shown.IsOfAccelerator() ? Show(OfAccelerator(compilation, shown), shape)
                : shown.IsOfStep() ? Show(StepDump.Of(compilation, shown), shape)
                : Show(Dump.Of(compilation, shown), shape));
            return ExitCode.Success;
        });
        return command;
    }

    private static StepDump OfAccelerator(Compilation compilation, Stage stage)
    {
        using OfflineCompiler compiler = stage == Stage.Ptx ? OfflineCompiler.Ptx() : OfflineCompiler.OpenCL();
        return StepDump.Of(
            compilation, stage, kernels => [.. compiler.Compile(kernels).Select(launches => string.Join('\n', launches))]);
    }

    private static string Show(Dump dump, string format) => format switch
    {
        Text => dump.Text(),
        Dot => dump.Dot(),
        Json => dump.Json(),
        _ => throw new UsageException($"there is no format '{format}'"),
    };

    private static string Show(StepDump dump, string format) => format switch
    {
        Text => dump.Text(),
        Dot => dump.Dot(),
        Json => dump.Json(),
        _ => throw new UsageException($"there is no format '{format}'"),
    };
}
