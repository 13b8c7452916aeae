using System.Globalization;
using System.Text.Json;

namespace Graph.Learning;

/// <summary>
/// Writes a line for each epoch to a file, as JSON or as CSV: <c>epoch, step, loss</c>, each metric and reported scalar as
/// <c>trainAccuracy</c>, those of the validation as <c>validationLoss, validationAccuracy</c>, then <c>learningRate, seconds,
/// samplesPerSecond</c>. A run that is resumed writes the lines of the epochs before once more, so that the file is as if it had not been
/// interrupted.
/// </summary>
public sealed class MetricsLog : Callback
{
    private readonly string path;
    private readonly bool isJson;
    private readonly string validationName;
    private readonly ImmutableArray<string> chosen;

    private MetricsLog(string path, bool isJson, string validationName, ImmutableArray<string> columns) =>
        (this.path, this.isJson, this.validationName, chosen) = (path, isJson, validationName, columns);

    /// <summary>One JSON object a line; what is not a finite number is null.</summary>
    /// <param name="path">The file; its folder is made where there is none.</param>
    /// <param name="validationName">What the names of the validation's numbers begin with.</param>
    /// <param name="columns">The names of those that are written, in their order; all unless given.</param>
    public static MetricsLog JsonLines(
        string path, string validationName = "validation", ImmutableArray<string> columns = default) =>
        new(path, true, validationName, columns);

    /// <summary>Comma-separated values with a line of names above.</summary>
    /// <param name="path">The file; its folder is made where there is none.</param>
    /// <param name="validationName">What the names of the validation's numbers begin with.</param>
    /// <param name="columns">The names of those that are written, in their order; all unless given.</param>
    public static MetricsLog Csv(string path, string validationName = "validation", ImmutableArray<string> columns = default) =>
        new(path, false, validationName, columns);

    /// <inheritdoc/>
    /// <exception cref="GraphException">The file cannot be written.</exception>
    public override void OnBegin(TrainingRun run)
    {
        Write(() =>
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }
            File.WriteAllText(path, "");
        });
        foreach (EpochReport report in run.History)
        {
            OnEpoch(run, report);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="GraphException">The file cannot be written, or an epoch has no number of a name that was asked for.</exception>
    public override void OnEpoch(TrainingRun run, EpochReport report)
    {
        List<(string Name, double Value)> columns = Columns(report);
        if (isJson)
        {
            IEnumerable<string> pairs = columns.Select(column => $"{JsonSerializer.Serialize(column.Name)}:{Number(column.Value, "null")}");
            Write(() => File.AppendAllText(path, $"{{{string.Join(",", pairs)}}}\n"));
            return;
        }
        Write(() =>
        {
            string names = new FileInfo(path).Length == 0 ? string.Join(",", columns.Select(column => column.Name)) + "\n" : "";
            File.AppendAllText(path, names + string.Join(",", columns.Select(column => Number(column.Value, ""))) + "\n");
        });
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new GraphException($"'{path}' cannot be written: {FileFailure.Reason(failure)}", failure);
        }
    }

    private List<(string Name, double Value)> Columns(EpochReport report)
    {
        List<(string Name, double Value)> all = AllColumns(report);
        return chosen.IsDefault ? all : [.. chosen.Select(name => all.Find(column => column.Name == name) is { Name: not null } found
            ? found
            : throw new GraphException($"an epoch has no '{name}'{Suggestion.For(name, [.. all.Select(column => column.Name)])}"))];
    }

    private List<(string Name, double Value)> AllColumns(EpochReport report)
    {
        List<(string Name, double Value)> columns = [("epoch", report.Epoch), ("step", report.Step), ("loss", report.Training.Loss)];
        columns.AddRange(report.Training.Named.Select(pair => (Joined("train", pair.Name), pair.Value)));
        if (report.Validation is { } validation)
        {
            columns.Add((Joined(validationName, "loss"), validation.Loss));
            columns.AddRange(validation.Named.Select(pair => (Joined(validationName, pair.Name), pair.Value)));
        }
        columns.Add(("learningRate", report.LearningRate));
        columns.Add(("seconds", report.Seconds));
        columns.Add(("samplesPerSecond", report.SamplesPerSecond));
        return columns;
    }

    private static string Joined(string prefix, string name) => prefix + char.ToUpperInvariant(name[0]) + name[1..];

    private static string Number(double value, string otherwise) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : otherwise;
}
