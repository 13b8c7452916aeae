namespace Graph.Learning;

/// <summary>A checkpoint to go on from.</summary>
/// <param name="Step">How many steps led to it.</param>
/// <param name="Path">The file.</param>
/// <param name="File">What it holds.</param>
/// <param name="Damaged">Newer ones that were passed over, the newest first.</param>
public sealed record FoundCheckpoint(long Step, string Path, TensorFile File, ImmutableArray<DamagedCheckpoint> Damaged);

/// <summary>A checkpoint that cannot be used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">One sentence that says why, without a full stop.</param>
public sealed record DamagedCheckpoint(string Path, string Reason);
