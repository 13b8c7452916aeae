using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class TrainerTests
{
    private static readonly Dataset train = Problems.Blobs(100), test = Problems.Blobs(60, seed: 2);

    [Fact]
    public void Learns_and_says_how_it_went()
    {
        List<(int Epoch, long Batch, long Step)> steps = [];
        Trainer trainer = Problems.Trainer(null, new Calls { Step = run => steps.Add((run.Epoch, run.Batch, run.Step)) });
        Model model = trainer.Fit(train, epochs: 6, batchSize: 32, validation: test, seed: 3);

        Assert.Equal(6, model.History!.Epochs.Length);
        Assert.Equal(TrainingEnd.AllEpochs, model.History.End);
        EpochReport last = model.History.Epochs[^1];
        Assert.Equal((6, 24L, 100L), (last.Epoch, last.Step, last.Training.Samples));
        Assert.True(last.Training.Loss < 0.7 * model.History.Epochs[0].Training.Loss, last.ToString());
        Assert.InRange(last.Validation!["accuracy"], 0.9, 1);
        Assert.Equal(24, steps.Count);
        Assert.Equal((1, 1L, 1L), steps[0]);
        Assert.Equal((6, 4L, 24L), steps[^1]);

        EvaluationResult evaluated = trainer.Evaluate(model, test);
        Assert.Equal(last.Validation.Loss, evaluated.Loss, 1e-12);
        Assert.Equal(evaluated.Loss, model.Evaluate(test, Losses.SoftmaxCrossEntropy, Metrics.Accuracy).Loss);
        int[] called = ArgMax(model.Predict(test), -1).Evaluate().ToArray<int>();
        int[] labels = [.. test.Batches(new BatchOrder(60) { IsShuffled = false }).SelectMany(batch => batch[1].ToArray<int>())];
        Assert.Equal(evaluated["accuracy"], called.Zip(labels).Average(pair => pair.First == pair.Second ? 1.0 : 0), 1e-12);
    }

    /// <summary>The last batch has four samples; a mean over batches instead of samples would count it eight times over.</summary>
    [Fact]
    public void The_loss_of_an_epoch_is_the_mean_over_its_samples()
    {
        Layer constant = Layer.Of((x, scope) => x * scope.Parameter("w", [1], Initializers.Ones));
        Tensor x = Tensor.Generate<float>([36, 1], place => place), zeros = Tensor.Zeros([36, 1]);
        Trainer trainer = new(constant, Losses.MeanSquaredError, new Sgd(0.0));
        Model model = trainer.Fit(Dataset.Of(("x", x), ("t", zeros)), epochs: 1, batchSize: 32);
        double mean = Enumerable.Range(0, 36).Average(place => (double)place * place);
        Assert.Equal(mean, model.History!.Epochs[0].Training.Loss, 1e-3);
        Assert.Equal(mean, trainer.Evaluate(model, Dataset.Of(("x", x), ("t", zeros)), batchSize: 32).Loss, 1e-3);
    }

    [Fact]
    public void The_same_arguments_give_the_same_bits_on_any_number_of_threads()
    {
        string Trained(int threads, long seed)
        {
            Trainer trainer = new(Problems.Network(), Losses.SoftmaxCrossEntropy, new Adam(0.02))
            {
                Compilation = new CompileOptions { Backend = Backend.OnCpu(threads: threads) },
            };
            return Problems.BitsOf(trainer.Fit(train, epochs: 2, seed: seed).Weights);
        }

        string first = Trained(1, 5);
        Assert.Equal(first, Trained(1, 5));
        Assert.Equal(first, Trained(2, 5));
        Assert.NotEqual(first, Trained(1, 6));
    }

    /// <summary>A batch that is not full has a shape of its own; two traces serve all epochs.</summary>
    [Fact]
    public void A_remainder_is_traced_once_and_not_every_epoch()
    {
        int traces = 0;
        Layer counting = Layer.Of((x, scope) =>
        {
            traces += scope.IsTraining ? 1 : 0;
            return scope.Apply(new Dense(3) { Name = "dense" }, x);
        });
        new Trainer(counting, Losses.SoftmaxCrossEntropy, new Sgd(0.1)).Fit(train, epochs: 4, batchSize: 32);
        Assert.Equal(2, traces);
    }

    [Fact]
    public void Stops_early_with_the_best_weights()
    {
        // A learning rate that grows makes things worse sooner or later.
        Trainer trainer = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(Schedule.Of(step => 0.05 * Math.Pow(1.6, step))))
        {
            Callbacks = [new EarlyStopping(patience: 2)],
        };
        Model model = trainer.Fit(train, epochs: 50, batchSize: 50, validation: test);
        TrainingHistory history = model.History!;
        Assert.Equal(TrainingEnd.StoppedEarly, history.End);
        Assert.Equal(history.BestEpoch, history.RestoredEpoch);
        Assert.Equal(history.BestEpoch + 2, history.Epochs.Length);
        double best = history.Epochs.Min(epoch => epoch.Validation!.Loss);
        Assert.Equal(best, history.Epochs[history.BestEpoch!.Value - 1].Validation!.Loss);
        Assert.Equal(best, trainer.Evaluate(model, test).Loss, 1e-12);
    }

    [Fact]
    public void A_plateau_makes_the_learning_rate_smaller()
    {
        Trainer trainer = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(0.1))
        {
            Callbacks = [new ReduceOnPlateau(factor: 0.5, patience: 2, margin: 100)],
        };
        TrainingHistory history = trainer.Fit(train, epochs: 7, batchSize: 100).History!;
        // The first epoch counts as better than none; from then on nothing is better by 100.
        Assert.Equal([0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025], history.Epochs.Select(epoch => Math.Round(epoch.LearningRate, 9)));
    }

    [Fact]
    public void Averaged_weights_are_what_is_validated_and_returned()
    {
        Trainer trainer = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(0.5) { AverageDecay = 0.9 });
        ParameterTree? last = null;
        Trainer watched = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(0.5) { AverageDecay = 0.9 })
        {
            Callbacks = [new Calls { End = run => last = run.Learner.Weights }],
        };
        Model model = trainer.Fit(train, epochs: 1, batchSize: 10, validation: test), same = watched.Fit(train, epochs: 1, batchSize: 10);
        Assert.Equal(Problems.BitsOf(model.Weights), Problems.BitsOf(same.Weights));
        Assert.NotEqual(Problems.BitsOf(model.Weights), Problems.BitsOf(last!));
        Assert.Equal(model.History!.Epochs[0].Validation!.Loss, trainer.Evaluate(model, test).Loss, 1e-12);
    }

    [Fact]
    public void An_objective_reports_what_it_likes()
    {
        Dense encoder = new(1) { Name = "encoder" }, decoder = new(2) { Name = "decoder" };
        Layer network = new Sequential(encoder, decoder);
        Objective objective = (fields, scope) =>
        {
            Expr error = MeanSquaredError(scope.Apply(network, fields[0]), fields[0]);
            scope.Report("error", error);
            scope.AddLoss(1e-3 * Mean(Square(fields[0])));
            return error;
        };
        Dataset points = Dataset.Of(("points", Normal(Key(1), [50, 2]).Evaluate()));
        Trainer trainer = new(network, objective, new Adam(0.05));
        Model model = trainer.Fit(points, epochs: 3, batchSize: 10, validation: points);
        EpochReport report = model.History!.Epochs[^1];
        Assert.True(report.Training["error"] < model.History.Epochs[0].Training["error"]);
        Assert.Equal("error", Assert.Single(report.Validation!.Reports).Name);
        double added = report.Validation.Loss - report.Validation["error"];
        Assert.InRange(added, 5e-4, 2e-3);
        Assert.Equal("f32[4,2]", ((Tensor)model.Predict(Tensor.Zeros([4, 2]))).Type.ToString());
    }

    /// <summary>In the objective the layers have other paths than in the network, and there is one that the network has not.</summary>
    [Fact]
    public void An_objective_may_take_the_network_apart()
    {
        using TemporaryFolder folder = new();
        Dense inner = new(2, Tanh), outer = new(2), beside = new(1);
        Layer network = Layer.Of((x, scope) => scope.Apply(new Sequential(inner, outer) { Name = "both" }, x));
        Objective objective = (fields, scope) =>
        {
            Expr hidden = scope.Apply(beside, fields[0]) * scope.Apply(inner, fields[0], "within");
            return MeanSquaredError(scope.Apply(outer, hidden, "without"), fields[0]);
        };
        ParameterTree? trained = null;
        Model model = new Trainer(network, objective, new Adam(0.1))
        {
            Callbacks = [new Calls { End = run => trained = run.Weights }],
            Checkpoints = new CheckpointPlan(folder.Path),
        }.Fit(Dataset.Of(("x", Normal(Key(1), [20, 2]).Evaluate())), epochs: 2, batchSize: 10);
        Assert.Equal("dense/w dense/b within/w within/b without/w without/b", string.Join(" ", trained!.Paths));
        Assert.Equal("both/dense/w both/dense/b both/dense_2/w both/dense_2/b", string.Join(" ", model.Weights.Paths));
        Assert.Equal(trained["within/w"].ToArray<float>(), model.Weights["both/dense/w"].ToArray<float>());
        Assert.Equal(trained["without/w"].ToArray<float>(), model.Weights["both/dense_2/w"].ToArray<float>());
        string newest = Directory.GetFiles(folder.Path, "step-*").Order(StringComparer.Ordinal).Last();
        Assert.Equal(Problems.BitsOf(model.Weights), Problems.BitsOf(Model.Load(newest, network).Weights));
    }

    [Fact]
    public void Begins_with_given_weights()
    {
        ParameterTree? first = null;
        Trainer trainer = new(new Dense(3), Losses.SoftmaxCrossEntropy, new Sgd(0.1))
        {
            Callbacks = [new Calls { Begin = run => first = run.Learner.Weights }],
        };
        Tensor bias = new float[] { 1, 2, 3 };
        trainer.Fit(train, epochs: 0, weights: new ParameterTree([("b", bias)]));
        Assert.Equal(bias.ToArray<float>(), first!["b"].ToArray<float>());
        Wrong.Says<GraphException>(
            "Fit: the network has no parameter 'bias'; there are 'w', 'b'",
            () => trainer.Fit(train, epochs: 1, weights: new ParameterTree([("bias", bias)])));
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        Trainer trainer = Problems.Trainer();
        Wrong.Says<GraphException>(
            "Fit: a dataset of 0 samples has no batch to learn from", () => trainer.Fit(Problems.Blobs(0), epochs: 1));
        Wrong.Says<GraphException>(
            "Fit: a loss compares a prediction with a target, but the dataset has one field only; give the trainer an objective",
            () => trainer.Fit(Dataset.Of(("x", Tensor.Zeros([4, 2]))), epochs: 1));
        Wrong.Says<GraphException>(
            "Fit: metrics compare a prediction with a target, which an objective has not; let it report scalars by scope.Report",
            () => new Trainer(new Dense(1), (_, scope) => scope.Parameter("a", [], Initializers.Ones), new Sgd(0.1))
            {
                Metrics = [Metrics.Accuracy],
            }.Fit(train, epochs: 1));
        Wrong.Says<ShapeException>(
            "Fit: the target 'label' i32[32] must be integer labels of shape [32,3], or as dense as the prediction add f32[32,3,4]",
            () => new Trainer(
                Layer.Of((x, scope) => scope.Apply(new Dense(4), Reshape(Concatenate([x, x, x], 1), [32, 3, 2]))),
                (p, _) => Mean(p), new Sgd(0.1))
            { Metrics = [Metrics.Accuracy] }.Fit(train, epochs: 1));
    }
}
