using Graph.Learning;

namespace Graph.Tests.Learning.Checkpoints;

/// <summary>Checkpoints of a run: what is kept, what is found, and what is whole after something failed.</summary>
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("graph-checkpoints-").FullName;

    private string[] Files => [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(path, recursive: true);

    private static TensorFile At(long step) => new([("w", new[] { (float)step, 1 })], new Dictionary<string, string> { ["step"] = $"{step}" });

    private static void Damage(string file, long place)
    {
        using FileStream stream = new(file, FileMode.Open);
        stream.Position = place < 0 ? stream.Length + place : place;
        int old = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(old ^ 0x10));
    }

    [Fact]
    public void The_newest_ones_and_the_best_are_kept()
    {
        CheckpointFolder folder = new(Path.Combine(path, "new", "folder"));
        Assert.Null(folder.Newest());
        Assert.Null(folder.Best());
        for (long step = 0; step <= 500; step += 100)
        {
            folder.Save(step, At(step));
            if (step == 200)
            {
                folder.SaveBest(At(step));
            }
        }
        Assert.Equal(
            ["best.safetensors", "step-0000000400.safetensors", "step-0000000500.safetensors"],
            Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        FoundCheckpoint found = folder.Newest()!;
        Assert.Equal((500, 500f, "500", 0), (found.Step, found.File["w"].ToArray<float>()[0], found.File.Metadata["step"], found.Damaged.Length));
        Assert.Equal(200f, folder.Best()!["w"].ToArray<float>()[0]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(-1)]
    public void A_damaged_one_is_named_and_the_one_before_is_used(long place)
    {
        CheckpointFolder folder = new(path);
        folder.Save(1, At(1));
        folder.Save(2, At(2));
        string newest = Path.Combine(path, "step-0000000002.safetensors");
        Damage(newest, place);
        FoundCheckpoint found = folder.Newest()!;
        Assert.Equal((1, 1f), (found.Step, found.File["w"].ToArray<float>()[0]));
        Assert.Equal(newest, Assert.Single(found.Damaged).Path);
        Assert.StartsWith($"'{newest}' ", found.Damaged[0].Reason, StringComparison.Ordinal);

        // What is saved next is the newest from then on, and the damaged one is gone.
        folder.Save(2, At(20));
        Assert.Equal(20f, folder.Newest()!.File["w"].ToArray<float>()[0]);
    }

    [Fact]
    public void When_all_are_damaged_every_one_is_named()
    {
        CheckpointFolder folder = new(path);
        folder.Save(1, At(1));
        folder.Save(2, At(2));
        (string one, string two) = (Path.Combine(path, "step-0000000001.safetensors"), Path.Combine(path, "step-0000000002.safetensors"));
        Damage(one, -1);
        File.WriteAllBytes(two, []);
        Assert.Equal(
            $"none of the checkpoints in '{path}' is whole: '{two}' is cut off: 8 more bytes are needed; '{one}' is damaged: its checksum is not that of what it holds",
            Assert.Throws<CheckpointException>(folder.Newest).Sentence);
    }

    [Fact]
    public void One_without_a_checksum_is_not_taken()
    {
        CheckpointFolder folder = new(path);
        folder.Save(1, At(1));
        string foreign = Path.Combine(path, "step-0000000002.safetensors");
        File.WriteAllBytes(foreign, TensorFileTests.Bytes("{}", []));
        FoundCheckpoint found = folder.Newest()!;
        Assert.Equal((1, $"'{foreign}' is damaged: it has no checksum"), (found.Step, found.Damaged[0].Reason));
    }

    [Fact]
    public void Later_steps_are_of_a_run_that_was_given_up()
    {
        CheckpointFolder folder = new(path);
        folder.Save(900, At(900));
        folder.Save(1000, At(1000));
        folder.Save(100, At(100));
        Assert.Equal(["step-0000000100.safetensors"], Files);
    }

    [Fact]
    public void Files_on_the_way_of_a_killed_process_are_passed_over_and_cleaned_away()
    {
        CheckpointFolder folder = new(path);
        folder.Save(1, At(1));
        File.WriteAllText(Path.Combine(path, "step-0000000002.safetensors.partial"), "half");
        File.WriteAllText(Path.Combine(path, "best.safetensors.partial"), "half");
        File.WriteAllText(Path.Combine(path, "notes.partial"), "a user's own");
        File.WriteAllText(Path.Combine(path, "step-x.safetensors"), "a user's own");
        Assert.Equal(1, folder.Newest()!.Step);
        folder.Save(3, At(3));
        Assert.Equal(["notes.partial", "step-0000000001.safetensors", "step-0000000003.safetensors", "step-x.safetensors"], Files);
        folder.SaveBest(At(3));
        folder.Clear();
        Assert.Equal(["notes.partial", "step-x.safetensors"], Files);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(150)]
    public void A_full_disk_is_one_sentence_and_the_old_checkpoint_is_whole(int room)
    {
        CheckpointFolder folder = new(path);
        folder.Save(1, At(1));
        CheckpointException full = Assert.Throws<CheckpointException>(() => folder.Save(2, At(2), 2, partial => new FullDisk(partial, room)));
        Assert.Equal($"'{Path.Combine(path, "step-0000000002.safetensors")}' cannot be written: no space is left on the disk", full.Sentence);
        Assert.Equal(["step-0000000001.safetensors"], Files);
        Assert.Equal(1f, folder.Newest()!.File["w"].ToArray<float>()[0]);

        full = Assert.Throws<CheckpointException>(() => folder.Save(1, At(2), 2, partial => new FullDisk(partial, room)));
        Assert.EndsWith("no space is left on the disk; the file that was there is as it was", full.Sentence, StringComparison.Ordinal);
        Assert.Equal(1f, folder.Newest()!.File["w"].ToArray<float>()[0]);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence()
    {
        string file = Path.Combine(path, "file");
        File.WriteAllText(file, "");
        CheckpointException refusal = Assert.Throws<CheckpointException>(() => new CheckpointFolder(Path.Combine(file, "run")).Save(1, At(1)));
        Assert.StartsWith($"the folder '{Path.Combine(file, "run")}' cannot be made: ", refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            $"'{Path.Combine(path, "nowhere", "m.safetensors")}' cannot be written: there is no such folder",
            Assert.Throws<CheckpointException>(() => At(1).Save(Path.Combine(path, "nowhere", "m.safetensors"))).Sentence);
        Assert.Equal(
            $"'{Path.Combine(path, "m.safetensors")}' cannot be read: there is no such file",
            Assert.Throws<CheckpointException>(() => TensorFile.Load(Path.Combine(path, "m.safetensors"))).Sentence);
    }
}
