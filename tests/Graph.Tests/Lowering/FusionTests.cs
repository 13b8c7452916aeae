using Graph.Cli.Models;
using Graph.Lowering;
using Graph.Transforms;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Which computations become how many kernels; each is run as planned and compared with the reference.</summary>
public sealed class FusionTests
{
    private static readonly Expr x = Input("x", [6, 10]);
    private static readonly Expr scale = Parameter("scale", [10]);
    private static readonly Expr shift = Parameter("shift", [10]);
    private static readonly Expr labels = Input("labels", [6], ElementType.I32);
    private static readonly Expr dy = Input("dy", [6, 10]);

    public static TheoryData<string, int, Expr[]> Kernels => new()
    {
        { "gelu(x·s + b)", 1, [Gelu((x * scale) + shift)] },
        { "softmax", 1, [Softmax(x)] },
        { "softmax along the first axis", 1, [Softmax(x, axis: 0)] },
        { "log-softmax", 1, [LogSoftmax(x)] },
        { "log-sum-exp", 1, [LogSumExp(x)] },
        { "layer norm", 1, [LayerNorm(x, scale, shift)] },
        { "derivative of softmax", 1, [Vjp(Softmax(x), dy, x)[0]] },
        { "derivative of log-softmax", 1, [Vjp(LogSoftmax(x), dy, x)[0]] },
        { "derivative of layer norm", 1, [Vjp(LayerNorm(x, scale, shift), dy, x)[0]] },
        { "all derivatives of layer norm", 2, [.. Vjp(LayerNorm(x, scale, shift), dy, x, scale, shift)] },
        { "a tensor and its sum over rows", 1, [Exp(x), Sum(Exp(x), axis: 0)] },
        { "a tensor and the sum of its rows", 1, [Exp(x), Sum(Exp(x), axis: 1)] },
        { "dense layer", 1, [Relu(MatMul(x, Parameter("w", [10, 4])) + Parameter("b", [4]))] },
        { "two dense layers", 2, [MatMul(Relu(MatMul(x, Parameter("w", [10, 4]))), Parameter("v", [4, 3]))] },
        { "patches of an image", 1, [Max(Reshape(x, [2, 3, 2, 5]), [1, 3])] },
        { "padding and concatenation", 1, [Concatenate([Exp(x), x], 1) * 2] },
        { "cross-entropy of labels", 1, [SoftmaxCrossEntropy(x, labels)] },
        { "cross-entropy of labels and its derivative", 1, [SoftmaxCrossEntropy(x, labels), Differentiate(SoftmaxCrossEntropy(x, labels), x)[0]] },
        { "embedding", 1, [Exp(Embedding(x, labels) * 2)] },
        { "mean squared error", 1, [MeanSquaredError(x, dy)] },
        { "mean squared error and its derivative", 1, [MeanSquaredError(x, dy), Differentiate(MeanSquaredError(x, dy), x)[0]] },
    };

    public static TheoryData<string, int> Models => new()
    {
        { "perceptron", 2 },
        { "mnist-linear", 3 },
        { "mnist-mlp", 6 },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void What_belongs_together_is_one_kernel(string what, int kernels, Expr[] results)
    {
        ExecutionPlan plan = Run(Optimize([.. results]));
        Assert.True(plan.Steps.Count <= kernels, $"{what} takes {plan.Steps.Count} kernels\n{plan}");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_training_step_takes_few_kernels(string name, int kernels)
    {
        ExecutionPlan plan = Run(TrainingStep(BuiltInModels.Find(name).Small()));
        Assert.True(plan.Steps.Count <= kernels, $"{name} takes {plan.Steps.Count} kernels\n{plan}");
    }

    /// <summary>At full size nothing is run, but the updates of both weight matrices must stand behind the contractions that give their gradients.</summary>
    [Fact]
    public void The_step_of_mnist_mlp_updates_its_weights_where_their_gradients_are_made()
    {
        Computation step = TrainingStep(BuiltInModels.Find("mnist-mlp").Full());
        FusionPlan plan = FusionPlanner.Plan(step);
        Assert.True(plan.Steps.Length <= 8, $"{plan.Steps.Length} kernels\n{plan}");
        foreach (Expr updated in step.Results.Skip(1).Where(result => result.Rank == 2))
        {
            FusedStep writer = plan.Steps.Single(own => own.Outputs.Contains(updated));
            Assert.Contains(writer.Lowered!.Kernel.Stages, stage => stage.Effects.Any(effect => effect is Total { Kind: ReduceKind.SumOf }));
            Assert.Contains(writer.Inputs, input => input.Op is Parameter { Role: LeafRole.TrainableLeaf } && input.Shape == updated.Shape);
        }
    }

    [Theory]
    [InlineData("mnist-cnn")]
    [InlineData("char-rnn")]
    [InlineData("face-vae")]
    [InlineData("gpt-small")]
    public void A_training_step_runs_as_the_reference_does(string name) => Run(TrainingStep(BuiltInModels.Find(name).Small()));

    [Fact]
    public void What_is_refused_is_recorded_with_its_reason()
    {
        Expr product = MatMul(x, Parameter("w", [10, 4]));
        FusionPlan plan = FusionPlanner.Plan(Optimize([MatMul(product, Parameter("v", [4, 3]))]));
        Assert.Equal(2, plan.Steps.Length);
        FusionDecision refused = Assert.Single(plan.Decisions);
        Assert.False(refused.IsMade);
        Assert.Equal(("contract", "contract.1", "a kernel has one contraction at most"), (refused.Producer, refused.Consumer, refused.Reason));
    }

    [Fact]
    public void What_costs_more_to_compute_again_than_to_store_is_stored()
    {
        Expr wide = MatMul(Tanh(x), Parameter("w", [10, 400]));
        FusionPlan plan = FusionPlanner.Plan(Optimize([wide]));
        FusionDecision refused = Assert.Single(plan.Decisions);
        Assert.Equal((false, "it would compute more again than it saves"), (refused.IsMade, refused.Reason));
        // Each of the 60 values of tanh would be computed for all of the 400 columns instead of once.
        Assert.Equal(60 * 399 * CostModel.PerElement(new Unary(UnaryKind.HyperbolicTangent)), refused.OperationsAdded);
        Assert.Equal(2 * 60 * sizeof(float), refused.BytesSaved);
    }

    /// <summary>Loss and parameters after a step of gradient descent.</summary>
    internal static Computation TrainingStep(Computation loss)
    {
        ImmutableArray<Expr> weights = [.. loss.Parameters.Where(leaf => leaf.Op is Parameter { Role: LeafRole.TrainableLeaf })];
        ExprList gradients = Differentiate(loss.Results[0], weights);
        ImmutableArray<Expr> updated = [.. weights.Select((weight, place) => weight - (0.1 * gradients[place]))];
        Computation step = Computation.Create(loss.Name, loss.Parameters, [loss.Results[0], .. updated]);
        return Pipelines.Default.Run(step).Result;
    }

    internal static Computation Optimize(ImmutableArray<Expr> results)
    {
        ImmutableArray<Expr> leaves = [.. Traversal.TopologicalOrder(results).Where(node => node.Op is Parameter)];
        return Pipelines.Default.Run(Computation.Create("sample", leaves, results)).Result;
    }

    internal static ImmutableArray<Literal> ArgumentsOf(Computation computation) =>
        [.. computation.Parameters.Select((leaf, place) => OperatorSamples.Values(leaf.Element, leaf.Shape, seed: place))];

    private static ExecutionPlan Run(Computation computation) => LoweringTests.Check(computation, ArgumentsOf(computation));
}
