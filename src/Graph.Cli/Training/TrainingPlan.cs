namespace Graph.Cli.Training;

/// <summary>What <c>graph train</c> is asked for.</summary>
/// <param name="Recipe">The model with its data.</param>
internal sealed record TrainingPlan(Recipe Recipe)
{
    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required string Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required string Schedule { get; init; }

    public required long Seed { get; init; }

    /// <summary>After how many epochs without progress it stops; null for never.</summary>
    public required int? Patience { get; init; }

    /// <summary>After how many batches it is saved; null for at the ends of epochs alone.</summary>
    public required int? Every { get; init; }

    public required bool Resumes { get; init; }

    public required Backend Backend { get; init; }

    /// <summary>Where the data are; null for those of the library.</summary>
    public required string? Data { get; init; }

    public required RunFolder Folder { get; init; }

    /// <summary>All of it in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Recipe.Name}: {Counted(Epochs, "epoch")} in batches of {BatchSize}, {Optimizer} {LearningRate}, {Schedule}, seed {Seed}, on ") +
        $"{Backend.Name}, into {Folder.Path}";

    private static string Counted(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}
