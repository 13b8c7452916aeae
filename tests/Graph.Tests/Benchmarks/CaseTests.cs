using Graph.Benchmarks.Contest;
using Graph.Benchmarks.Racing;
using Graph.Lowering;

namespace Graph.Tests.Benchmarks;

/// <summary>What both sides of a race are told to compute, and that ours does.</summary>
public sealed class CaseTests
{
    public static TheoryData<string> Trainings => [.. TrainingCase.All.Select(known => known.Name)];

    [Fact]
    public void Names_are_those_of_the_table_and_stand_for_one_case_each()
    {
        Assert.Equal(Case.All.Length, Case.All.Select(known => known.Name).Distinct().Count());
        Assert.Equal(
            "matmul-64 matmul-128 matmul-256 matmul-512 matmul-1024 matmul-2048 matmul-128x784x512 matmul-32x784x128 matmul-3200x256x4096",
            string.Join(' ', ProductCase.All.Select(known => known.Name)));
        Assert.Equal(
            "perceptron mlp-32-sgd mlp-32-adam mlp-128-sgd mlp-128-adam cnn-64 char-rnn-256 char-rnn-1024 vae-32 gpt-small policy-200",
            string.Join(' ', TrainingCase.All.Select(known => known.Name)));
    }

    [Fact]
    public void A_product_counts_its_operations_as_its_kernel_does()
    {
        ProductCase product = new(12, 40, 24);
        Assert.Equal(2 * 12 * 40 * 24, product.FloatingPointOperations);
        Prepared ours = OurProducts.Prepare(product, Engine.Cpu(threads: 1));
        Assert.Equal(product.FloatingPointOperations, ours.Plan.Steps.OfType<KernelStep>().Sum(step => CostModel.Operations(step.Kernel)));
    }

    [Fact]
    public void A_product_is_that_of_its_matrices()
    {
        ProductCase product = new(3, 5, 7);
        (float[] left, float[] right) = (product.Left(), product.Right());
        IEnumerable<double> expected =
            from row in Enumerable.Range(0, 3)
            from column in Enumerable.Range(0, 7)
            select Enumerable.Range(0, 5).Sum(k => (double)left[(row * 5) + k] * right[(k * 7) + column]);
        float[] result = OurProducts.Prepare(product, Engine.Cpu(threads: 1)).Entry.Result();
        Assert.All(expected.Zip(result), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(21, result.Length);
    }

    /// <summary>A peer knows our models by these lists alone.</summary>
    [Theory]
    [MemberData(nameof(Trainings))]
    public void A_network_has_the_leaves_of_our_model(string name)
    {
        TrainingCase workload = TrainingCase.All.Single(known => known.Name == name);
        Computation model = OurNetworks.Loss(workload.Network, workload.Batch);
        IEnumerable<string> ours = model.Parameters.Select(leaf => $"{((Parameter)leaf.Op).Label}: {leaf.Shape} {((Parameter)leaf.Op).Role}");
        Assert.Equal(
            [
                .. workload.Inputs.Select(drawn => $"{drawn.Name}: {OurNetworks.Sizes(drawn)} {LeafRole.InputLeaf}"),
                .. workload.Network.Parameters.Select(drawn => $"{drawn.Name}: {OurNetworks.Sizes(drawn)} {LeafRole.TrainableLeaf}"),
            ],
            ours);
        Assert.Equal(
            model.Parameters.Take(workload.Inputs.Length).Select(leaf => leaf.Element), workload.Inputs.Select(drawn => OurNetworks.Elements(drawn).Element));
    }

    [Theory]
    [InlineData("mlp-32-sgd", 101_770)]
    [InlineData("cnn-64", 124_670)]
    [InlineData("char-rnn-1024", 5_353_299)]
    [InlineData("vae-32", 743_489 + 166_011)]
    public void A_network_has_as_many_parameters_as_it_is_known_for(string name, int count) =>
        Assert.Equal(count, TrainingCase.All.Single(known => known.Name == name).Network.Parameters.Sum(parameter => parameter.Count));

    [Fact]
    public void What_is_drawn_lies_where_it_is_said_to()
    {
        float[] scale = DrawnFloats.Scale("any/scale", 10_000).Elements();
        Assert.All(scale, element => Assert.InRange(element, 0.9f, 1.1f));
        Assert.InRange(scale.Average(), 0.99, 1.01);
        int[] classes = new DrawnClasses("labels", 10, 20, 500).Elements();
        Assert.Equal(Enumerable.Range(0, 10), classes.Distinct().Order());
        Assert.All(classes.CountBy(label => label), count => Assert.InRange(count.Value, 850, 1150));
        Assert.Equal([0f, 1f], new DrawnBits("bits", 64).Elements().Distinct().Order());
        Assert.NotEqual(DrawnFloats.Bias("a", 1).Elements(), DrawnFloats.Bias("b", 1).Elements());
    }

    /// <summary>Against the papers' formulas in f64.</summary>
    [Theory]
    [InlineData(OptimizerKind.GradientDescent, 0)]
    [InlineData(OptimizerKind.Adam, 0)]
    [InlineData(OptimizerKind.Adam, 0.5)]
    public void An_optimizer_follows_its_paper(OptimizerKind kind, double decay)
    {
        const double rate = 0.1;
        Expr w = Ops.Parameter("w", [3], ElementType.F64), step = Ops.Constant(Tensor.Full([], rate, ElementType.F64));
        Expr loss = Ops.Sum(w * w * w);
        Update update = OurOptimizers.Write(new Optimizer(kind, rate, decay), [w], Ops.Differentiate(loss, [w]), step);
        double[] ours = [0.5, -1, 2], theirs = [.. ours], mean = new double[3], square = new double[3];
        Dictionary<string, Tensor> values = update.State.ToDictionary(leaf => ((Parameter)leaf.Op).Label, leaf => Tensor.Zeros(leaf.Shape, leaf.Element));
        for (int count = 1; count <= 20; count++)
        {
            TensorList next = Ops.Evaluate(
                [.. update.Parameters, .. update.Updates], [("w", Tensor.Create<double>([3], ours)), .. values.Select(pair => (pair.Key, pair.Value))]);
            ours = next[0].ToArray<double>();
            values = update.State.Select((leaf, place) => (((Parameter)leaf.Op).Label, next[place + 1])).ToDictionary(pair => pair.Label, pair => pair.Item2);
            for (int place = 0; place < 3; place++)
            {
                double gradient = 3 * theirs[place] * theirs[place];
                mean[place] = (0.9 * mean[place]) + (0.1 * gradient);
                square[place] = (0.999 * square[place]) + (0.001 * gradient * gradient);
                theirs[place] = kind == OptimizerKind.GradientDescent
                    ? theirs[place] - (rate * gradient)
                    : (theirs[place] * (1 - (rate * decay)))
                        - (rate * (mean[place] / (1 - Math.Pow(0.9, count))) / (Math.Sqrt(square[place] / (1 - Math.Pow(0.999, count))) + 1e-8));
            }
            Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Fact]
    public void A_step_is_compared_from_the_first_parameters_however_often_it_has_run()
    {
        TrainingCase workload = TrainingCase.All[0];
        Prepared ours = OurTraining.Prepare(workload, Engine.Cpu(threads: 1));
        float[] compared = ours.Entry.Result();
        for (int step = 0; step < 3; step++)
        {
            ours.Entry.Iterate();
        }
        Assert.Equal(compared, ours.Entry.Result());
        Assert.Equal(TrainingCase.ComparedSteps + 2, compared.Length);
        Assert.True(compared[..TrainingCase.ComparedSteps].Zip(compared[1..TrainingCase.ComparedSteps]).All(pair => pair.Second < pair.First));
        Assert.All(compared, element => Assert.True(element > 0));
    }

    [Fact]
    public void A_loss_is_compared_more_closely_than_how_far_a_parameter_has_moved()
    {
        Workload perceptron = Workload.All.Single(known => known.Name == "perceptron");
        ImmutableArray<double> theirs = [0.7, 0.69, 0.68, 0.67, 0.66, 0.04, 0.03];
        Race.Compare(perceptron, Peer.TorchSharp, theirs.SetItem(2, 0.680_01).SetItem(5, 0.0404), theirs);
        Assert.Equal(
            "perceptron, the loss before step 2: ours gives 0.6802 where TorchSharp gives 0.68; they do not compute the same",
            Assert.Throws<DisagreementException>(() => Race.Compare(perceptron, Peer.TorchSharp, theirs.SetItem(2, 0.6802), theirs)).Message);
        Assert.Equal(
            "perceptron, how far b has moved: ours gives 0 where TorchSharp gives 0.03; they do not compute the same",
            Assert.Throws<DisagreementException>(() => Race.Compare(perceptron, Peer.TorchSharp, theirs.SetItem(6, 0), theirs)).Message);
    }

    [Fact]
    public void An_actor_draws_by_its_probabilities()
    {
        float[] compared = OurTraining.PrepareActing(Engine.Cpu(threads: 1)).Entry.Result();
        Assert.Equal(1, compared[0] + compared[1], 1e-5);
        Assert.True(Math.Abs(compared[2] - compared[1]) <= ActingCase.Only.Bound(2, [0, 0, 0]));
        Assert.Throws<InvalidOperationException>(() => ActingCase.Compared([1, 0], () => 2));
    }
}
