using Graph.Learning;
using Graph.Tests.Facade;

namespace Graph.Tests.Learning;

/// <summary>A run that is interrupted and resumed is the run that was not.</summary>
public sealed class ResumptionTests
{
    private const int Epochs = 3;

    private static readonly Dataset train = Problems.Blobs(50), test = Problems.Blobs(20, seed: 2);

    /// <summary>Stands for a process that is killed: nothing behind it is run.</summary>
    private sealed class KilledException : Exception;

    [Fact]
    public void Killed_at_any_batch_and_resumed_it_ends_with_the_same_bits()
    {
        (string weights, string history) = Ended(Run(null, resumes: false, killedAt: null));
        // Five batches an epoch, saved behind every second: killed before and behind a save, at the end of an epoch, and at the last batch.
        foreach (int batch in (int[])[1, 2, 5, 6, 9, 14])
        {
            using TemporaryFolder folder = new();
            Assert.Throws<KilledException>(() => Run(folder, resumes: false, killedAt: batch));
            Assert.Equal((weights, history), Ended(Run(folder, resumes: true, killedAt: null)));
        }
    }

    [Fact]
    public void Killed_again_and_again_it_ends_with_the_same_bits()
    {
        (string weights, string history) = Ended(Run(null, resumes: false, killedAt: null));
        using TemporaryFolder folder = new();
        foreach (int batch in (int[])[3, 5, 11])
        {
            Assert.Throws<KilledException>(() => Run(folder, resumes: true, killedAt: batch));
        }
        Assert.Equal((weights, history), Ended(Run(folder, resumes: true, killedAt: null)));
    }

    [Fact]
    public void Cancelled_it_is_saved_and_resumed()
    {
        (string weights, string history) = Ended(Run(null, resumes: false, killedAt: null));
        using TemporaryFolder folder = new();
        using CancellationTokenSource source = new();
        Model cancelled = Trainer(folder, false, new Calls { Step = run => CancelAt(run, 7, source) })
            .Fit(train, Epochs, 11, test, seed: 9, cancellation: source.Token);
        Assert.Equal(TrainingEnd.Cancelled, cancelled.History!.End);
        Assert.Single(cancelled.History.Epochs);
        long? from = null;
        Model model = Trainer(folder, true, new Calls { Begin = run => from = run.ResumedFrom }).Fit(train, Epochs, 11, test, seed: 9);
        Assert.Equal(7, from);
        Assert.Equal((weights, history), Ended(model));
    }

    /// <summary>What early stopping waits for, the best weights and a smaller learning rate are part of the run.</summary>
    [Fact]
    public void Patience_and_the_best_weights_survive()
    {
        Model Fit(TemporaryFolder? folder, bool resumes, int? killedAt) => new Trainer(
            new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(Schedule.Of(step => 0.05 * Math.Pow(1.25, step))))
        {
            Callbacks = [new EarlyStopping(3), new ReduceOnPlateau(0.5, 2), new Calls { Step = run => KillAt(run, killedAt) }],
            Checkpoints = folder is null ? null : new CheckpointPlan(folder.Path) { Resumes = resumes },
        }.Fit(train, 40, 25, test, seed: 1);
        Model whole = Fit(null, false, null);
        Assert.Equal(TrainingEnd.StoppedEarly, whole.History!.End);
        int batches = whole.History.Epochs.Length * 2;
        foreach (int batch in (int[])[3, batches - 3, batches - 1])
        {
            using TemporaryFolder folder = new();
            Assert.Throws<KilledException>(() => Fit(folder, false, batch));
            Model resumed = Fit(folder, true, null);
            Assert.Equal(Ended(whole), Ended(resumed));
            Assert.Equal(whole.History.BestEpoch, resumed.History!.BestEpoch);
            Assert.Equal(whole.History.RestoredEpoch, resumed.History.RestoredEpoch);
            // Resumed once more, a run that has ended is at its end.
            Assert.Equal(Ended(whole), Ended(Fit(folder, true, null)));
        }
    }

    [Fact]
    public void Accumulated_gradients_and_averages_survive()
    {
        Model Fit(TemporaryFolder? folder, bool resumes, int? killedAt) => new Trainer(
            Problems.Network(), Losses.SoftmaxCrossEntropy, new Adam(0.02) { AccumulationSteps = 3, AverageDecay = 0.8 })
        {
            Callbacks = [new Calls { Step = run => KillAt(run, killedAt) }],
            Checkpoints = folder is null ? null : new CheckpointPlan(folder.Path) { Resumes = resumes, EveryBatches = 1 },
        }.Fit(train, 2, 11, seed: 1);
        (string weights, string history) = Ended(Fit(null, false, null));
        foreach (int batch in (int[])[1, 5, 8])
        {
            using TemporaryFolder folder = new();
            Assert.Throws<KilledException>(() => Fit(folder, false, batch));
            Assert.Equal((weights, history), Ended(Fit(folder, true, null)));
        }
    }

    [Fact]
    public void The_log_of_a_resumed_run_is_that_of_a_whole_one()
    {
        using TemporaryFolder whole = new(), parts = new();
        string[] Lines(TemporaryFolder folder) =>
            [.. File.ReadAllLines(folder.File("metrics.csv")).Select(line => string.Join(",", line.Split(',')[..^2]))];
        MetricsLog Log(TemporaryFolder folder) => MetricsLog.Csv(folder.File("metrics.csv"), "test");
        Trainer(whole, false, Log(whole)).Fit(train, Epochs, 11, test, seed: 9);
        Calls killing = new() { Step = run => KillAt(run, 12) };
        Assert.Throws<KilledException>(() => Trainer(parts, false, Log(parts), killing).Fit(train, Epochs, 11, test, seed: 9));
        Trainer(parts, true, Log(parts), new Calls()).Fit(train, Epochs, 11, test, seed: 9);
        Assert.Equal(Lines(whole), Lines(parts));
        Assert.Equal("epoch,step,loss,trainAccuracy,testLoss,testAccuracy,learningRate", Lines(whole)[0]);
        Assert.Equal(1 + Epochs, Lines(whole).Length);
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before()
    {
        using TemporaryFolder folder = new();
        Model whole = Run(folder, resumes: false, killedAt: null);
        string newest = Directory.GetFiles(folder.Path, "step-*").Order(StringComparer.Ordinal).Last();
        byte[] bytes = File.ReadAllBytes(newest);
        bytes[^1] ^= 1;
        File.WriteAllBytes(newest, bytes);
        long? from = null;
        Model model = Trainer(folder, true, new Calls { Begin = run => from = run.ResumedFrom }).Fit(train, Epochs, 11, test, seed: 9);
        Assert.True(from < 15);
        Assert.Equal(Ended(whole), Ended(model));
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        using TemporaryFolder folder = new();
        Run(folder, resumes: false, killedAt: null);
        string Refusal(Func<Model> resume) => Assert.Throws<CheckpointException>(resume).Sentence;
        Assert.EndsWith(
            "is of another run: the seed was 9, but is 8; begin anew, or give what it had",
            Refusal(() => Trainer(folder, true, new Calls()).Fit(train, Epochs, 11, test, seed: 8)));
        Assert.EndsWith(
            "is of another run: the batch size was 11, but is 12; begin anew, or give what it had",
            Refusal(() => Trainer(folder, true, new Calls()).Fit(train, Epochs, 12, test, seed: 9)));
        Trainer other = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Adam(0.02))
        {
            Metrics = [Metrics.Accuracy],
            Callbacks = [new Calls()],
            Checkpoints = new CheckpointPlan(folder.Path) { Resumes = true },
        };
        Assert.Contains(
            "is of another network: the weights are not those of this network: missing 'w' f32[2,3], 'b' f32[3]; not asked for",
            Refusal(() => other.Fit(train, Epochs, 11, test, seed: 9)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_model_and_any_checkpoint_load_as_a_model()
    {
        using TemporaryFolder folder = new();
        Model model = Run(folder, resumes: false, killedAt: null);
        Model best = Model.Load(folder.File("best.safetensors"), Problems.Network());
        double least = model.History!.Epochs.Min(epoch => epoch.Validation!.Loss);
        Assert.Equal(least, best.Evaluate(test, Losses.SoftmaxCrossEntropy).Loss, 1e-12);
        string newest = Directory.GetFiles(folder.Path, "step-*").Order(StringComparer.Ordinal).Last();
        Assert.Equal(Problems.BitsOf(model.Weights), Problems.BitsOf(Model.Load(newest, Problems.Network()).Weights));
    }

    [Fact]
    public void A_custom_loop_saves_and_goes_on()
    {
        Scope scope = new(isTraining: true);
        Expr x = Ops.Input("x", [4, 2]);
        Expr loss = Ops.Mean(Ops.Square(scope.Apply(Problems.Network(), x)));
        LearningStep step = LearningStep.Compile(scope, [x], loss, new Adam(0.1));
        Tensor points = Ops.Normal(Ops.Key(1), [4, 2]).Evaluate();
        Learner whole = step.Initialize(seed: 3), half = step.Initialize(seed: 3);
        for (int batch = 0; batch < 6; batch++)
        {
            step.Run(whole, points);
            step.Run(half, points);
            using MemoryStream stream = new();
            half.ToFile().Write(stream);
            stream.Position = 0;
            half = step.Restore(TensorFile.Read(stream));
        }
        Assert.Equal(6, half.Batches);
        Assert.Equal(Problems.BitsOf(whole.Weights), Problems.BitsOf(half.Weights));
    }

    private static (string Weights, string History) Ended(Model model) =>
        (Problems.BitsOf(model.Weights), string.Join("\n", model.History!.Epochs.Select(Line)));

    private static string Line(EpochReport epoch)
    {
        double? metric = epoch.Training.Metrics.FirstOrDefault()?.Value;
        return FormattableString.Invariant(
            $"{epoch.Epoch} {epoch.Step} {epoch.Training.Loss:R} {metric:R} {epoch.Validation?.Loss:R} {epoch.LearningRate:R}");
    }

    private static Model Run(TemporaryFolder? folder, bool resumes, int? killedAt) =>
        Trainer(folder, resumes, new Calls { Step = run => KillAt(run, killedAt) }).Fit(train, Epochs, 11, test, seed: 9);

    private static Trainer Trainer(TemporaryFolder? folder, bool resumes, params ImmutableArray<Callback> callbacks) =>
        new(Problems.Network(), Losses.SoftmaxCrossEntropy, new Adam(0.02))
        {
            Metrics = [Metrics.Accuracy],
            Callbacks = callbacks,
            Checkpoints = folder is null ? null : new CheckpointPlan(folder.Path) { EveryBatches = 2, Resumes = resumes },
        };

    private static void KillAt(TrainingRun run, int? batch)
    {
        if (run.Learner.Batches == batch)
        {
            throw new KilledException();
        }
    }

    private static void CancelAt(TrainingRun run, int batch, CancellationTokenSource source)
    {
        if (run.Learner.Batches == batch)
        {
            source.Cancel();
        }
    }
}
