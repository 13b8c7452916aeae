namespace Graph.Learning;

/// <summary>Somebody who is called while a trainer runs. One object serves one run at a time.</summary>
public abstract class Callback
{
    /// <summary>Whether the model is to have the weights of the best epoch at the end, by the trainer's monitor.</summary>
    public virtual bool WantsBestWeights => false;

    /// <summary>
    /// Called before the first step. A callback that remembers anything begins anew here; where the run is resumed, <see cref="Restore"/>
    /// follows.
    /// </summary>
    /// <param name="run">The run.</param>
    public virtual void OnBegin(TrainingRun run)
    {
    }

    /// <summary>Called behind each step.</summary>
    /// <param name="run">The run.</param>
    public virtual void OnStep(TrainingRun run)
    {
    }

    /// <summary>Called behind each epoch, before it is saved.</summary>
    /// <param name="run">The run.</param>
    /// <param name="report">What the epoch came to.</param>
    public virtual void OnEpoch(TrainingRun run, EpochReport report)
    {
    }

    /// <summary>Called at the end, also of a run that was stopped or cancelled.</summary>
    /// <param name="run">The run.</param>
    public virtual void OnEnd(TrainingRun run)
    {
    }

    /// <summary>What has to be known to go on as if nothing had happened; nothing unless overridden.</summary>
    public virtual IReadOnlyDictionary<string, double> Save() => ImmutableDictionary<string, double>.Empty;

    /// <summary>Takes what was saved, of a run that is resumed.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    public virtual void Restore(IReadOnlyDictionary<string, double> saved)
    {
    }
}
