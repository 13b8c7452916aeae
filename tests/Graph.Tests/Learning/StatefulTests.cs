using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Learning;

/// <summary>Two sequences of twelve numbers, each cut into four samples of three: batches of two go along both.</summary>
public sealed class StatefulTests
{
    private const int Chunks = 4, Length = 3, Units = 3;

    private static readonly Tensor whole = Normal(Key(1), [2, Chunks * Length, 1]).Evaluate();

    private static readonly Dataset streams =
        Samples([.. from chunk in Enumerable.Range(0, Chunks) from stream in (int[])[0, 1] select (stream, chunk)]);

    /// <summary>Cut or whole, a recurrent network sees the same.</summary>
    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void Samples_go_on_where_those_of_the_batch_before_stopped(string name)
    {
        Trainer cut = Trainer(name, isStateful: true), once = Trainer(name, isStateful: false);
        Model model = cut.Fit(streams, epochs: 0, batchSize: 2, seed: 3), same = once.Fit(streams, epochs: 0, batchSize: 2, seed: 3);
        Assert.Equal(Problems.BitsOf(same.Weights), Problems.BitsOf(model.Weights));
        Dataset uncut = Dataset.Of(("x", whole), ("t", Tensor.Zeros([2, Chunks * Length, Units])));
        double expected = once.Evaluate(same, uncut, batchSize: 2).Loss;
        Assert.Equal(expected, cut.Evaluate(model, streams, batchSize: 2).Loss, 1e-6);
        Assert.NotEqual(expected, once.Evaluate(same, streams, batchSize: 2).Loss, 1e-3);
    }

    /// <summary>Weights stand still, so that every epoch is the same: as long as each begins anew.</summary>
    [Fact]
    public void Each_epoch_and_each_evaluation_begins_anew()
    {
        Trainer trainer = Trainer("lstm", isStateful: true, rate: 0);
        Model model = trainer.Fit(streams, epochs: 3, batchSize: 2, validation: streams, seed: 3);
        double evaluated = trainer.Evaluate(model, streams, batchSize: 2).Loss;
        Assert.All(model.History!.Epochs, epoch => Assert.Equal(evaluated, epoch.Training.Loss, 1e-6));
        Assert.All(model.History.Epochs, epoch => Assert.Equal(evaluated, epoch.Validation!.Loss, 1e-12));
    }

    /// <summary>Three of the four samples of the second sequence: in the last batch, of one, the first goes on.</summary>
    [Fact]
    public void In_a_smaller_last_batch_the_first_samples_go_on()
    {
        Trainer trainer = Trainer("gru", isStateful: true);
        Model model = trainer.Fit(streams, epochs: 0, batchSize: 2, seed: 3);
        Dataset Stream(int stream, int chunks) => Samples([.. Enumerable.Range(0, chunks).Select(chunk => (stream, chunk))]);
        double first = trainer.Evaluate(model, Stream(0, 4), batchSize: 1).Loss;
        double second = trainer.Evaluate(model, Stream(1, 3), batchSize: 1).Loss;
        Dataset seven = Samples([(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2), (0, 3)]);
        Trainer keeping = new(trainer.Network, Losses.MeanSquaredError, new Sgd(0.0)) { IsShuffled = false };
        Assert.Equal(((4 * first) + (3 * second)) / 7, keeping.Evaluate(model, seven, batchSize: 2).Loss, 1e-6);
    }

    /// <summary>What a batch leaves behind is no part of a model, which takes batches of any size and is saved without it.</summary>
    [Fact]
    public void A_model_has_no_state_of_a_batch()
    {
        using TemporaryFolder folder = new();
        Trainer trainer = Trainer("lstm", isStateful: true, rate: 0.1);
        Model model = trainer.Fit(streams, epochs: 2, batchSize: 2, seed: 3);
        Assert.Equal("w b u", string.Join(" ", model.Weights.Paths));
        Assert.Equal(0, model.Summary().StateNumbers);
        Tensor five = Normal(Key(2), [5, 7, 1]).Evaluate();
        float[] predicted = model.Predict(five)[0].ToArray<float>();
        Assert.Equal(predicted, model.Predict(five)[0].ToArray<float>());
        model.Save(folder.File("model.safetensors"));
        Model loaded = Model.Load(folder.File("model.safetensors"), Layer("lstm", isStateful: true));
        Assert.Equal(predicted, loaded.Predict(five)[0].ToArray<float>());
    }

    [Fact]
    public void Killed_within_a_sequence_and_resumed_it_ends_with_the_same_bits()
    {
        Trainer uninterrupted = Trainer("gru", isStateful: true, rate: 0.1);
        string expected = Problems.BitsOf(uninterrupted.Fit(streams, epochs: 3, batchSize: 2, seed: 3).Weights);
        foreach (int batch in (int[])[2, 4, 7])
        {
            using TemporaryFolder folder = new();
            CheckpointPlan plan = new(folder.Path) { EveryBatches = 1 };
            Assert.Throws<OperationCanceledException>(() => Run(plan, new Calls
            {
                Step = run => _ = run.Learner.Batches == batch + 1 ? throw new OperationCanceledException() : 0,
            }));
            Assert.Equal(expected, Problems.BitsOf(Run(plan with { Resumes = true }, new Calls()).Weights));
        }
    }

    [Fact]
    public void What_does_not_go_on_is_said()
    {
        Trainer shuffled = new(Layer("lstm", isStateful: true), Losses.MeanSquaredError, new Sgd(0.1)) { DropsRemainder = true };
        Wrong.Says<GraphException>(
            "Fit: the state 'h' goes on from batch to batch, but the samples come in random order; set IsShuffled = false",
            () => shuffled.Fit(streams, epochs: 1, batchSize: 2));
        Trainer uneven = new(Layer("lstm", isStateful: true), Losses.MeanSquaredError, new Sgd(0.1)) { IsShuffled = false };
        Wrong.Says<GraphException>(
            "Fit: the state 'h' is one of 3 samples, but the last batch of an epoch has 2; set DropsRemainder = true",
            () => uneven.Fit(streams, epochs: 1, batchSize: 3));
    }

    private static Model Run(CheckpointPlan plan, Callback callback) =>
        new Trainer(Layer("gru", isStateful: true), Losses.MeanSquaredError, new Sgd(0.1))
        {
            IsShuffled = false,
            DropsRemainder = true,
            Checkpoints = plan,
            Callbacks = [callback],
        }.Fit(streams, epochs: 3, batchSize: 2, seed: 3);

    private static Trainer Trainer(string name, bool isStateful, double rate = 0) =>
        new(Layer(name, isStateful), Losses.MeanSquaredError, new Sgd(rate)) { IsShuffled = false, DropsRemainder = true };

    private static RecurrentLayer Layer(string name, bool isStateful)
    {
        RecurrentLayer layer = name switch
        {
            "rnn" => new SimpleRnn(Units),
            "lstm" => new Lstm(Units),
            "gru" => new Gru(Units),
            _ => throw new ArgumentException(name),
        };
        return layer with { ReturnsSequences = true, IsStateful = isStateful };
    }

    private static Dataset Samples((int Stream, int Chunk)[] chunks) => Dataset.Of(
        ("x", Stack([.. chunks.Select(at => (Expr)whole)
            .Zip(chunks, (x, at) => x[at.Stream, (at.Chunk * Length)..((at.Chunk + 1) * Length)])], axis: 0).Evaluate()),
        ("t", Tensor.Zeros([chunks.Length, Length, Units])));
}
