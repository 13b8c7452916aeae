using System.CommandLine;
using System.Globalization;
using Graph.Cli.Models;
using Graph.Cpu;
using Graph.Inspection;
using Graph.Transforms;
using Spectre.Console;

namespace Graph.Cli.Verbs;

/// <summary><c>graph profile MODEL [--threads T] [--size SIZE] [--json]</c>.</summary>
internal static class ProfileVerb
{
    private const string Full = "full", Small = "small";

    public static Command Create()
    {
        Argument<string> model =
            new("MODEL") { Description = $"A built-in model: {string.Join(", ", BuiltInModels.All.Select(known => known.Name))}." };
        Option<int?> threads = NumberOption.Threads();
        Option<string> size =
            new("--size")
            {
                Description = "The size that the model is trained at, or the one that checks use.",
                DefaultValueFactory = _ => Full
            };
        size.AcceptOnlyFromAmong(Full, Small);
        Option<bool> json = new("--json") { Description = "One JSON object, and nothing else." };
        Command command = new(
            "profile",
            "Runs one SGD training step of a built-in model on drawn data, and says what each kernel took beside what the machine can " +
            "do.") { model, threads, size, json };
        command.SetAction(parsed =>
        {
            BuiltInModel chosen = BuiltInModels.Find(parsed.GetRequiredValue(model));
            CpuBackend backend = new(new Runtime(new RuntimeOptions { Threads = parsed.GetValue(threads) }));
            Compilation compilation =
                Compilation.Of(parsed.GetValue(size) == Small ? chosen.Small() : chosen.Full(), Pipelines.Default, backend.Target);
            Inspection.Profile profile = Inspection.Profile.Of(compilation, backend);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.Write(ProfileJson.Print(profile));
            }
            else
            {
                Print(profile, output);
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(Inspection.Profile profile, TextWriter output)
    {
        Table table = new Table().RoundedBorder().AddColumn("kernel");
        foreach (string head in new[] { "runs", "µs", "share", "GFLOP/s", "GB/s", "of its limit" })
        {
            table.AddColumn(head, column => column.RightAligned());
        }
        table.AddColumn("limit").AddColumn("fuses");
        double total = profile.Steps.Sum(step => step.Seconds);
        foreach (ProfiledStep step in profile.Steps)
        {
            table.AddRow(
                Markup.Escape(step.Name),
                step.Runs.ToString(CultureInfo.InvariantCulture),
                Number(step.Seconds * 1e6),
                Percent(step.Seconds / total),
                Number(step.OperationsPerSecond / 1e9),
                Number(step.BytesPerSecond / 1e9),
                Percent(step.ShareOfLimit),
                step.IsBoundByCopying ? $"copy in {step.Copy.Name}" : "computing",
                Markup.Escape(step.Fuses));
        }
        PlainText.Write(table, output);
        string threads = profile.Limits.Threads == 1 ? "1 thread" : $"{profile.Limits.Threads} threads";
        output.WriteLine(
            $"{profile.Name}: {Number(profile.Seconds * 1e6)} µs a step, {threads}, vectors of {profile.Width} bits; median of " +
            $"{profile.Runs} runs");
        string copies = string.Join(", ", profile.Limits.Copies.Select(copy => $"{Number(copy.BytesPerSecond / 1e9)} GB/s in {copy.Name}"));
        output.WriteLine($"limits: {Number(profile.Limits.OperationsPerSecond / 1e9)} GFLOP/s; copying, read and written, {copies}");
        output.WriteLine(
            $"{Percent(profile.ShareNearLimit)} of the time at {Percent(Inspection.Profile.NearLimit)} of a limit or more; an elementary " +
            $"function counts as 16 operations");
    }

    private static string Number(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";
}
