using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graph.Learning;

/// <summary>What a checkpoint of a run says beside its tensors, as JSON.</summary>
internal sealed record RunState(
    int Format, string Fields, long Samples, int BatchSize, long Seed, bool IsShuffled, bool DropsRemainder, int EpochsDone, long Batch,
    double Seconds, bool IsStopping, int? BestEpoch, double BestValue, double[][] Totals, EpochState[] History,
    IReadOnlyDictionary<string, double>[] Callbacks)
{
    public const int CurrentFormat = 1;
    public const string Key = "graph.run";

    private static readonly JsonSerializerOptions options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string ToJson() => JsonSerializer.Serialize(this, options);

    /// <exception cref="CheckpointException">The text is no such state, or one of a later version.</exception>
    public static RunState Of(TensorFile file, string path)
    {
        if (!file.Metadata.TryGetValue(Key, out string? text))
        {
            throw new CheckpointException($"'{path}' is no checkpoint of a run: its metadata has no '{Key}'");
        }
        try
        {
            RunState? state = JsonSerializer.Deserialize<RunState>(text, options);
            return state is { Format: CurrentFormat }
                ? state
                : throw new CheckpointException(
                    $"the checkpoint '{path}' has the format {state?.Format}, but this version reads {CurrentFormat}");
        }
        catch (JsonException wrong)
        {
            throw new CheckpointException($"the checkpoint '{path}' does not say where the run is: {wrong.Message}", wrong);
        }
    }
}

/// <summary>An epoch of a history.</summary>
internal sealed record EpochState(
    int Epoch, long Step, MeasuredState Training, MeasuredState? Validation, double LearningRate, double Seconds)
{
    public static EpochState Of(EpochReport report) => new(
        report.Epoch, report.Step, MeasuredState.Of(report.Training),
        report.Validation is { } validation ? MeasuredState.Of(validation) : null, report.LearningRate, report.Seconds);

    public EpochReport ToReport(ImmutableArray<Metric> metrics) =>
        new(Epoch, Step, Training.ToResult(metrics), Validation?.ToResult(metrics), LearningRate, Seconds);
}

/// <summary>A loss with metrics and reported scalars.</summary>
internal sealed record MeasuredState(
    double Loss, long Samples, double[] Values, double[][] Totals, string[] ReportNames, double[] ReportValues)
{
    public static MeasuredState Of(EvaluationResult result) => new(
        result.Loss, result.Samples, [.. result.Metrics.Select(metric => metric.Value)],
        [.. result.Metrics.Select(metric => metric.Totals.ToArray())],
        [.. result.Reports.Select(report => report.Name)], [.. result.Reports.Select(report => report.Value)]);

    public EvaluationResult ToResult(ImmutableArray<Metric> metrics) => new(
        Loss, [.. metrics.Zip(Values, Totals).Select(value => new MetricValue(value.First, value.Second, [.. value.Third]))],
        [.. ReportNames.Zip(ReportValues)], Samples);
}
