using System.Diagnostics;
using System.Globalization;
using Graph.Learning;
using Spectre.Console;

namespace Graph.Cli.Training;

/// <summary>Shows how training goes.</summary>
/// <param name="accuracy">The metric that people ask for.</param>
/// <param name="interval">How long nothing is shown at most.</param>
internal abstract class Progress(Metric accuracy, TimeSpan interval) : Callback
{
    private long shown = Stopwatch.GetTimestamp();

    /// <summary>A bar where the output is a terminal, else lines.</summary>
    public static Progress To(TextWriter output, Metric accuracy)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return console.Profile is { Out.IsTerminal: true, Capabilities.Ansi: true }
            ? new ProgressBars(console, accuracy)
            : new ProgressNotes(output, accuracy);
    }

    /// <summary>Trains, and shows it meanwhile.</summary>
    public abstract Model Around(Func<Model> fit);

    /// <inheritdoc/>
    public override void OnBegin(TrainingRun run)
    {
        foreach (DamagedCheckpoint damaged in run.PassedOver)
        {
            Note($"passed over: {damaged.Reason}");
        }
        if (run.ResumedFrom is { } step)
        {
            Note(string.Create(CultureInfo.InvariantCulture, $"resumed from step {step:N0}, in epoch {run.Epoch}"));
        }
        else if (run.Trainer.Checkpoints is { Resumes: true })
        {
            Note("there is no checkpoint to resume from; begins anew");
        }
    }

    /// <inheritdoc/>
    public override void OnStep(TrainingRun run)
    {
        if (Stopwatch.GetElapsedTime(shown) < interval)
        {
            return;
        }
        shown = Stopwatch.GetTimestamp();
        Show(run, string.Create(
            CultureInfo.InvariantCulture,
            $"loss {run.Loss:0.0000}, accuracy {100 * run.ValueOf(accuracy):0.00} %, {run.Samples / run.Seconds:N0} samples/s"));
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingRun run, EpochReport report)
    {
        shown = Stopwatch.GetTimestamp();
        string test = report.Validation is { } validation ? $"; test {Numbers(validation)}" : "";
        Note(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {report.Epoch}/{run.Epochs}: {Numbers(report.Training)}{test}; {report.Seconds:0.0} s, " +
            $"{report.SamplesPerSecond:N0} samples/s"));
    }

    private string Numbers(EvaluationResult result) => string.Create(
        CultureInfo.InvariantCulture, $"loss {result.Loss:0.0000}, accuracy {100 * result[accuracy].Value:0.00} %");

    /// <summary>Shows a line that stays.</summary>
    protected abstract void Note(string line);

    /// <summary>Shows where the run is.</summary>
    protected abstract void Show(TrainingRun run, string numbers);
}

/// <summary>Shows lines, one for each epoch and, where epochs are long, some in between.</summary>
internal sealed class ProgressNotes(TextWriter output, Metric accuracy) : Progress(accuracy, TimeSpan.FromSeconds(10))
{
    public override Model Around(Func<Model> fit) => fit();

    protected override void Note(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    protected override void Show(TrainingRun run, string numbers) => Note(string.Create(
        CultureInfo.InvariantCulture, $"epoch {run.Epoch}/{run.Epochs}, {100 * run.Batch / run.BatchesPerEpoch} %: {numbers}"));
}

/// <summary>Shows a bar of the whole run with the time left, below lines for the epochs that are done.</summary>
internal sealed class ProgressBars(IAnsiConsole console, Metric accuracy, TimeSpan? interval = null)
    : Progress(accuracy, interval ?? TimeSpan.FromMilliseconds(100))
{
    private ProgressTask? bar;

    public override Model Around(Func<Model> fit) => console.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(),
            new RemainingTimeColumn())
        .Start(context =>
        {
            bar = context.AddTask("compiling");
            return fit();
        });

    protected override void Note(string line) => console.WriteLine(line);

    protected override void Show(TrainingRun run, string numbers)
    {
        bar!.MaxValue = run.Epochs * run.BatchesPerEpoch;
        bar.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"epoch {run.Epoch}/{run.Epochs}: {numbers}"));
        bar.Value = (run.EpochsDone * run.BatchesPerEpoch) + run.Batch;
    }
}
