using Graph.Learning;

namespace Graph.Cli.Training;

/// <summary>What lies where in the folder of a run.</summary>
/// <param name="Path">The folder.</param>
internal sealed record RunFolder(string Path)
{
    /// <summary>The folder of a model unless one is given.</summary>
    public static RunFolder Of(string model, string? given) => new(given ?? System.IO.Path.Combine("runs", model));

    /// <summary>The trained model.</summary>
    public string Model => File("model.safetensors");

    /// <summary>A line for each epoch.</summary>
    public string Metrics => File("metrics.jsonl");

    /// <summary>The step after all passes.</summary>
    public string Text => File("graph.txt");

    /// <summary>The checkpoints.</summary>
    public string Checkpoints => File("checkpoints");

    /// <summary>The figures.</summary>
    public string Figures => File("figures");

    /// <summary>Makes the folder and tries whether it can be written to, before anything is computed.</summary>
    /// <exception cref="CheckpointException">It cannot.</exception>
    public void Require() => Require(Path);

    /// <summary>Makes a folder and tries whether it can be written to.</summary>
    /// <exception cref="CheckpointException">It cannot.</exception>
    public static void Require(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = System.IO.Path.Combine(folder, ".graph");
            System.IO.File.WriteAllText(probe, "");
            System.IO.File.Delete(probe);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new CheckpointException($"the folder '{folder}' cannot be written to: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <summary>Writes a text.</summary>
    /// <exception cref="GraphException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            System.IO.File.WriteAllText(path, text);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new GraphException($"'{path}' cannot be written: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <summary>Loads the model of an earlier run.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public Learning.Model Load(Recipe recipe, Backend backend)
    {
        if (!System.IO.File.Exists(Model))
        {
            throw new UsageException($"there is no '{Model}'; graph train {recipe.Name} makes it");
        }
        Learning.Model loaded = Learning.Model.Load(Model, recipe.Network());
        return Learning.Model.Of(loaded.Network, loaded.Weights, loaded.Inputs, compilation: new CompileOptions { Backend = backend });
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
