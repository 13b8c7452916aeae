using System.Globalization;
using Graph.Datasets;
using Graph.Learning;

namespace Graph.Cli.Training;

/// <summary>Trains a model, and writes down what came of it.</summary>
internal sealed class TrainingSession(TrainingPlan plan, TextWriter output)
{
    // What a line of metrics.jsonl says, in this order.
    private static readonly ImmutableArray<string> columns =
        ["epoch", "step", "loss", "trainAccuracy", "testAccuracy", "seconds", "samplesPerSecond"];

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="GraphException">Data are missing, or something cannot be written; the sentence says what.</exception>
    public int Run()
    {
        output.WriteLine(plan);
        output.Flush();
        plan.Folder.Require();
        Recipe recipe = plan.Recipe;
        (Dataset train, Dataset test) = recipe.Load(plan.Data);
        Layer network = recipe.Network();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{train.Count:N0} samples to train with, {test.Count:N0} to test with; " +
            $"{network.Summary(train.Fields[0].Type.Shape).Parameters:N0} parameters"));
        using Interruption interruption = new();
        Progress progress = Progress.To(output, recipe.Accuracy);
        Trainer trainer = TrainerOf(network, train.Count, progress);
        Model model = progress.Around(
            () => trainer.Fit(train.Prefetch(), plan.Epochs, plan.BatchSize, test, plan.Seed, cancellation: interruption.Token));
        if (model.History!.End == TrainingEnd.Cancelled)
        {
            output.WriteLine("stopped and saved; the same command with --resume goes on");
            return ExitCode.Interrupted;
        }
        Write(model, trainer, test);
        return ExitCode.Success;
    }

    private Trainer TrainerOf(Layer network, long samples, Progress progress)
    {
        long steps = plan.Epochs * ((samples + plan.BatchSize - 1) / plan.BatchSize);
        Optimizer optimizer = OptimizerTable.Make(plan.Optimizer, OptimizerTable.Schedule(plan.Schedule, plan.LearningRate, steps));
        MetricsLog log = MetricsLog.JsonLines(plan.Folder.Metrics, "test", columns);
        return new Trainer(network, plan.Recipe.Loss, optimizer)
        {
            Metrics = [plan.Recipe.Accuracy],
            Callbacks = plan.Patience is { } patience ? [progress, log, new EarlyStopping(patience)] : [progress, log],
            Checkpoints = new CheckpointPlan(plan.Folder.Checkpoints) { EveryBatches = plan.Every, Resumes = plan.Resumes },
            Compilation = new CompileOptions(Name: plan.Recipe.Name.Replace('-', '_')) { Backend = plan.Backend },
        };
    }

    private void Write(Model model, Trainer trainer, Dataset test)
    {
        RunFolder folder = plan.Folder;
        EvaluationResult result = trainer.Evaluate(model, test);
        string restored = model.History!.RestoredEpoch is { } epoch ? FormattableString.Invariant($" (weights of epoch {epoch})") : "";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"test accuracy {100 * result[plan.Recipe.Accuracy].Value:0.00} %, loss {result.Loss:0.0000}{restored}"));
        model.Save(folder.Model);
        Computation step = model.Step!.Trace.Result;
        RunFolder.Write(
            folder.Text,
            $"// a step of training of {plan.Recipe.Name}, optimized: {step.Nodes.Length.ToString(CultureInfo.InvariantCulture)} nodes\n" +
            step);
        ImmutableArray<string> figures = new RunFigures(plan.Recipe, model, test, folder).Draw();
        string[] files = [folder.Model, folder.Metrics, folder.Text, folder.Checkpoints, folder.Figures];
        output.WriteLine(
            $"{folder.Path} has {string.Join(", ", files.Select(Path.GetFileName))} with {string.Join(", ", figures)} as .png and .svg");
        output.WriteLine($"sha256 of the weights: {model.ToFile().Sha256}");
    }
}
