using System.CommandLine;
using Graph.Cli.Training;

namespace Graph.Cli.Verbs;

/// <summary><c>graph train MODEL …</c>: the main job.</summary>
internal static class TrainVerb
{
    private const int MostEpochs = 1_000_000;

    public static Command Create()
    {
        Argument<string> model = RunOptions.Model();
        Option<int?> epochs = NumberOption.Count("--epochs", "N", "How often to go over the data.", 0, MostEpochs);
        Option<int?> batchSize = NumberOption.Count("--batch-size", "B", "Samples a step.", 1);
        Option<string?> optimizer = new("--optimizer")
        {
            Description = "How the parameters change.",
            HelpName = string.Join('|', OptimizerTable.Names),
        };
        optimizer.AcceptOnlyFromAmong(OptimizerTable.Names);
        Option<double?> rate = NumberOption.Real("--learning-rate", "R", "The learning rate of the first step.", 0, 1000);
        Option<string?> schedule = new("--schedule")
        {
            Description = "Whether the learning rate stays, or falls to 0 as half a wave of the cosine.",
            HelpName = string.Join('|', OptimizerTable.Schedules),
        };
        schedule.AcceptOnlyFromAmong(OptimizerTable.Schedules);
        Option<int?> seed = NumberOption.Count(
            "--seed", "S", "Where first parameters and the order of the samples come from; 1 unless given.", 0);
        Option<int?> patience = NumberOption.Count(
            "--patience", "N", "Stop after N epochs in a row without a smaller loss on the test data, and take the best.", 1);
        Option<int?> every = NumberOption.Count(
            "--every", "N", "Save a checkpoint every N batches too; at the ends of epochs alone unless given.", 1);
        Option<bool> resume = new("--resume") { Description = "Go on from the newest whole checkpoint in the folder." };
        Option<string> backend = RunOptions.BackendName();
        Option<int?> threads = NumberOption.Threads();
        Option<string?> data = RunOptions.Data();
        Option<string?> output = new("--out") { Description = "The folder to write to; runs/MODEL unless given.", HelpName = "DIR" };
        Command command = new(
            "train",
            "Trains a built-in model on real data; writes the model, checkpoints, metrics, figures and the optimized graph. What is not " +
            "given is as the model's own recipe says.")
        {
            model, epochs, batchSize, optimizer, rate, schedule, seed, patience, every, resume, backend, threads, data, output,
        };
        command.SetAction(parsed =>
        {
            Recipe recipe = Recipe.Find(parsed.GetRequiredValue(model));
            string name = parsed.GetValue(optimizer) ?? recipe.Optimizer;
            TrainingPlan plan = new(recipe)
            {
                Epochs = parsed.GetValue(epochs) ?? recipe.Epochs,
                BatchSize = parsed.GetValue(batchSize) ?? recipe.BatchSize,
                Optimizer = name,
                LearningRate = parsed.GetValue(rate)
                    ?? (name == recipe.Optimizer ? recipe.LearningRate : OptimizerTable.LearningRateOf(name)),
                Schedule = parsed.GetValue(schedule) ?? recipe.Schedule,
                Seed = parsed.GetValue(seed) ?? 1,
                Patience = parsed.GetValue(patience),
                Every = parsed.GetValue(every),
                Resumes = parsed.GetValue(resume),
                Backend = RunOptions.Choose(parsed.GetRequiredValue(backend), parsed.GetValue(threads)),
                Data = parsed.GetValue(data),
                Folder = RunFolder.Of(recipe.Name, parsed.GetValue(output)),
            };
            TextWriter errors = parsed.InvocationConfiguration.Error;
            if (SlowBuild.Warning(typeof(Ops).Assembly) is { } warning)
            {
                errors.WriteLine($"graph: {warning}");
            }
            return new TrainingSession(plan, parsed.InvocationConfiguration.Output).Run();
        });
        return command;
    }
}
