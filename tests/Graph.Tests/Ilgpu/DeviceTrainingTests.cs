using Graph.Cli.Models;
using Graph.Datasets;
using Graph.Ilgpu;
using Xunit.Abstractions;
using static Graph.Ops;

namespace Graph.Tests.Ilgpu;

/// <summary>
/// Training on an OpenCL device beside the processor. Two runs that round differently part in the end, so the device gets the processor's
/// state anew every few steps, and in between the losses are compared.
/// </summary>
public sealed class DeviceTrainingTests(ITestOutputHelper output)
{
    private const int StepsBetweenStates = 20;
    private const double Tolerance = 2e-4;

    [SkippableFact]
    public void An_epoch_of_the_dense_network_has_the_losses_of_the_processor() =>
        Compare(MnistMlp.Loss(new(Batch: 64)), rate: 0.1, Digits(batchSize: 64, [64, 28 * 28]), steps: 60_000 / 64);

    [SkippableFact]
    public void Steps_of_the_convolutional_network_have_the_losses_of_the_processor() =>
        Compare(MnistCnn.Loss(new(Batch: 32)), rate: 0.05, Digits(batchSize: 32, [32, 28, 28, 1]), steps: 50);

    [SkippableFact]
    public void Steps_of_the_recurrent_network_have_the_losses_of_the_processor()
    {
        const int Batch = 4, Length = 16, Characters = 20;
        CharRnn.Size size = new(Batch, Length, Characters, Embedding: 16, Units: 32);
        int[] text = new int[1000];
        for (int place = 2; place < text.Length; place++)
        {
            text[place] = ((3 * text[place - 1]) + text[place - 2] + 1) % Characters;
        }
        IEnumerable<Tensor[]> batches = Enumerable.Range(0, 50).Select(step => new[] { Windows(step, 0), Windows(step, 1) });
        Compare(CharRnn.Loss(size), rate: 0.5, batches, steps: 50);

        Tensor Windows(int step, int shift) => Tensor.Create<int>(
            [Batch, Length],
            [.. Enumerable.Range(0, Batch).SelectMany(row => text.Skip((((step * Batch) + row) * 7 % 900) + shift).Take(Length))]);
    }

    private static IEnumerable<Tensor[]> Digits(int batchSize, Shape images) =>
        Mnist.Load().Train.Batches(new BatchOrder(batchSize) { DropsRemainder = true })
            .Select(batch => new[] { Tensor.Create<float>(images, batch[0].ToArray<float>()), batch[1] });

    private void Compare(Computation model, double rate, IEnumerable<Tensor[]> batches, int steps)
    {
        Backend device = Backend.Of(Accelerators.OpenCL);
        TrainStep onProcessor = Step(model, rate, Backend.Cpu), onDevice = Step(model, rate, device);
        Tensor expected = Tensor.Empty([]), actual = Tensor.Empty([]);
        TrainState state = Initial(model), copy = state.Clone();
        double first = 0, last = 0, largest = 0;
        int step = 0;
        foreach (Tensor[] batch in batches.Take(steps))
        {
            if (step % StepsBetweenStates == 0)
            {
                copy = state.Clone();
            }
            state = onProcessor.Run(state, batch, [expected]);
            copy = onDevice.Run(copy, batch, [actual]);
            last = expected.ToScalar<float>();
            first = step == 0 ? last : first;
            double difference = Math.Abs(actual.ToScalar<float>() - last) / Math.Max(1, Math.Abs(last));
            Assert.True(difference <= Tolerance, $"the loss of step {step} of {model.Name} is {actual.ToScalar<float>()}, not {last}");
            largest = Math.Max(largest, difference);
            step++;
        }
        Assert.Equal(steps, step);
        Assert.True(last < first, $"the loss of {model.Name} went from {first} to {last}");
        output.WriteLine($"{model.Name}: {steps} steps, loss from {first:F4} to {last:F4}, largest difference {largest:E1}");
    }

    private static TrainStep Step(Computation model, double rate, Backend backend)
    {
        ImmutableArray<Expr> parameters = Leaves(model, LeafRole.TrainableLeaf);
        return CompileStep(
            inputs: Leaves(model, LeafRole.InputLeaf),
            state: parameters,
            updates: [.. parameters.Zip(Differentiate(model.Results[0], parameters), (parameter, slope) => parameter - (rate * slope))],
            results: [model.Results[0]],
            options: new CompileOptions { Backend = backend });
    }

    private static ImmutableArray<Expr> Leaves(Computation model, LeafRole role) =>
        [.. model.Parameters.Where(leaf => ((Parameter)leaf.Op).Role == role)];

    // Uniform, with the variance of LeCun's initialization; biases are 0.
    private static TrainState Initial(Computation model)
    {
        Random random = new(7);
        return new TrainState(
        [
            .. Leaves(model, LeafRole.TrainableLeaf).Select(leaf =>
            {
                double bound = leaf.Rank < 2 ? 0 : Math.Sqrt(3.0 * leaf.Shape[^1] / leaf.Type.ElementCount);
                float[] values = new float[leaf.Type.ElementCount];
                for (int place = 0; place < values.Length; place++)
                {
                    values[place] = (float)(bound * ((2 * random.NextDouble()) - 1));
                }
                return (((Parameter)leaf.Op).Label, Tensor.Create<float>(leaf.Shape, values));
            }),
        ]);
    }
}
