using System.Globalization;

namespace Graph.Learning;

/// <summary>
/// The checkpoints of a run in a folder: <c>step-0000000100.safetensors</c> and so on for the newest ones, and <c>best.safetensors</c>.
/// Whenever a process is killed or the power fails, the folder holds a whole one, once it held any.
/// </summary>
/// <param name="path">The folder; made when something is saved.</param>
public sealed class CheckpointFolder(string path)
{
    private const string Prefix = "step-", Extension = ".safetensors", BestName = "best" + Extension;

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    private string BestPath => System.IO.Path.Combine(Path, BestName);

    /// <summary>
    /// Saves a checkpoint, then deletes what is not needed any more: checkpoints that are not of the newest, or of later steps.
    /// </summary>
    /// <param name="step">How many steps led to it; the one of the same step is replaced.</param>
    /// <param name="file">What is saved.</param>
    /// <param name="keep">How many checkpoints are kept, this one included.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative, or none is to be kept.</exception>
    /// <exception cref="CheckpointException">It cannot be written; all older ones are as they were.</exception>
    public void Save(long step, TensorFile file, int keep = 2) => Save(step, file, keep, null);

    /// <summary>Saves what has been best so far, in place of what was.</summary>
    /// <exception cref="CheckpointException">It cannot be written; the one of before is as it was.</exception>
    public void SaveBest(TensorFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Create();
        file.Save(BestPath);
    }

    /// <summary>The newest checkpoint that is whole; null where there is none at all.</summary>
    /// <exception cref="CheckpointException">There are checkpoints, and all are damaged.</exception>
    public FoundCheckpoint? Newest()
    {
        ImmutableArray<DamagedCheckpoint>.Builder damaged = ImmutableArray.CreateBuilder<DamagedCheckpoint>();
        foreach ((long step, string file) in Steps().OrderByDescending(known => known.Step))
        {
            try
            {
                return new FoundCheckpoint(step, file, LoadChecked(file), damaged.ToImmutable());
            }
            catch (CheckpointException failure)
            {
                damaged.Add(new DamagedCheckpoint(file, failure.Sentence));
            }
        }
        return damaged.Count == 0
            ? null
            : throw new CheckpointException(
                $"none of the checkpoints in '{Path}' is whole: {string.Join("; ", damaged.Select(checkpoint => checkpoint.Reason))}");
    }

    /// <summary>What has been best so far; null where there is none.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    public TensorFile? Best() => File.Exists(BestPath) ? LoadChecked(BestPath) : null;

    /// <summary>Deletes all checkpoints, for a run that begins anew.</summary>
    /// <exception cref="CheckpointException">One cannot be deleted.</exception>
    public void Clear()
    {
        Delete([.. Steps().Select(known => known.File), .. Leftovers()]);
        if (File.Exists(BestPath))
        {
            Delete([BestPath]);
        }
    }

    /// <summary>Saves by streams of another kind than files', as a test would have it.</summary>
    internal void Save(long step, TensorFile file, int keep, Func<string, Stream>? create)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        Create();
        file.Save(System.IO.Path.Combine(Path, Prefix + step.ToString("D10", CultureInfo.InvariantCulture) + Extension), create);
        // A later step is of a run that was given up, or was passed over as damaged: the next one to be resumed is this.
        (long Step, string File)[] older = [.. Steps().Where(known => known.Step < step).OrderByDescending(known => known.Step)];
        string[] later = [.. Steps().Where(known => known.Step > step).Select(known => known.File)];
        Delete([.. later, .. older.Skip(keep - 1).Select(known => known.File), .. Leftovers()]);
    }

    private static TensorFile LoadChecked(string file)
    {
        TensorFile loaded = TensorFile.Load(file);
        return loaded.HasChecksum ? loaded : throw new CheckpointException($"'{file}' is damaged: it has no checksum");
    }

    private List<(long Step, string File)> Steps()
    {
        List<(long Step, string File)> steps = [];
        foreach (string file in FilesOf(Prefix + "*" + Extension))
        {
            string number = System.IO.Path.GetFileName(file)[Prefix.Length..^Extension.Length];
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step))
            {
                steps.Add((step, file));
            }
        }
        return steps;
    }

    private IEnumerable<string> Leftovers() =>
        FilesOf("*" + Extension + DurableFile.PartialExtension).Where(file =>
            System.IO.Path.GetFileName(file).StartsWith(Prefix, StringComparison.Ordinal)
            || System.IO.Path.GetFileName(file).StartsWith(BestName, StringComparison.Ordinal));

    private string[] FilesOf(string pattern)
    {
        try
        {
            return Directory.Exists(Path) ? Directory.GetFiles(Path, pattern) : [];
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new CheckpointException($"the folder '{Path}' cannot be read: {FileFailure.Reason(failure)}", failure);
        }
    }

    private void Create()
    {
        if (Directory.Exists(Path))
        {
            return;
        }
        try
        {
            Directory.CreateDirectory(Path);
            DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? Path);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new CheckpointException($"the folder '{Path}' cannot be made: {FileFailure.Reason(failure)}", failure);
        }
    }

    private static void Delete(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception failure) when (FileFailure.IsOne(failure))
            {
                throw new CheckpointException(
                    $"'{file}' is not needed any more, but cannot be deleted: {FileFailure.Reason(failure)}", failure);
            }
        }
    }
}
