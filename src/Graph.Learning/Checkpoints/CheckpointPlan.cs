namespace Graph.Learning;

/// <summary>Where and when a run is saved.</summary>
/// <param name="Folder">
/// A folder for this run alone; made where there is none. A run that begins anew deletes the checkpoints of an earlier one in it.
/// </param>
public sealed record CheckpointPlan(string Folder)
{
    /// <summary>
    /// After how many batches it is saved; null for at the ends of epochs only. It is saved when it ends, too, and when it is cancelled.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public long? EveryBatches
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(EveryBatches), value, "a run is saved after at least 1 batch");
    }

    /// <summary>How many of the newest are kept.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>Whether the model of the best epoch so far, by the trainer's monitor, is saved as <c>best.safetensors</c>.</summary>
    public bool SavesBest { get; init; } = true;

    /// <summary>Whether the run goes on from the newest checkpoint that is whole; where there is none, it begins anew.</summary>
    public bool Resumes { get; init; }
}
