using System.Globalization;
using System.Text;

namespace Graph.Learning;

/// <summary>Writes a line for each epoch: loss and metrics, learning rate, time.</summary>
/// <param name="writer">Where to; null for the console.</param>
public sealed class ProgressLines(TextWriter? writer = null) : Callback
{
    /// <inheritdoc/>
    public override void OnBegin(TrainingRun run)
    {
        foreach (DamagedCheckpoint damaged in run.PassedOver)
        {
            (writer ?? Console.Out).WriteLine($"passed over: {damaged.Reason}");
        }
        if (run.ResumedFrom is { } step)
        {
            (writer ?? Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture, $"resumed from step {step}"));
        }
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingRun run, EpochReport report)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"epoch {report.Epoch}/{run.Epochs}: {report.Training}");
        if (report.Validation is { } validation)
        {
            line.Append(CultureInfo.InvariantCulture, $"; validation {validation}");
        }
        line.Append(CultureInfo.InvariantCulture, $"; {report.Seconds:0.0} s, {report.SamplesPerSecond:N0} samples/s");
        (writer ?? Console.Out).WriteLine(line.ToString());
    }
}
