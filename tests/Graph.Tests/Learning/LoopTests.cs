using Graph.Learning;
using static Graph.Ops;

namespace Graph.Tests.Learning;

/// <summary>Loops that no trainer has: what the pages under docs/loops show, held to what it must do.</summary>
public sealed class LoopTests
{
    /// <summary>
    /// Both losses are returned, their sum is made small, and the noise is another one at each step, but the same for the same seed.
    /// </summary>
    [Fact]
    public void A_variational_autoencoder_makes_two_losses_small()
    {
        Layer encoder = new Sequential(new Dense(12, Tanh), new Dense(4)) { Name = "encoder" }, decoder = new Dense(6) { Name = "decoder" };
        Scope scope = new(isTraining: true);
        Expr x = Input("x", [32, 6]);
        Expr code = scope.Apply(encoder, x), mean = code[.., ..2], logVariance = code[.., 2..];
        Expr noise = Normal(scope.Key(), mean.Shape);
        Expr reconstruction = Mean(Sum(Square(x - scope.Apply(decoder, mean + (Exp(0.5 * logVariance) * noise))), axis: 1));
        Expr divergence = Mean(0.5 * Sum(Exp(logVariance) + Square(mean) - 1 - logVariance, axis: 1));
        LearningStep step = LearningStep.Compile(
            scope, [x], reconstruction + (0.1 * divergence), new Adam(0.01),
            [("reconstruction", reconstruction), ("divergence", divergence), ("noise", noise)]);
        Tensor data = MatMul(Normal(Key(1), [32, 2]), Normal(Key(2), [2, 6])).Evaluate();

        (float[] Sums, float[] Noises) Train()
        {
            Learner learner = step.Initialize(seed: 5);
            TensorList[] results = [.. Enumerable.Range(0, 200).Select(_ => step.Run(learner, data))];
            float Total(TensorList result) => result["reconstruction"].ToScalar<float>() + (0.1f * result["divergence"].ToScalar<float>());
            return ([.. results.Select(Total)], [.. results.Select(result => result["noise"].At<float>(0, 0))]);
        }
        (float[] sums, float[] noises) = Train();
        Assert.True(sums[^10..].Average() < 0.3 * sums[..10].Average(), $"{sums[0]} to {sums[^1]}");
        Assert.Equal(noises.Length, noises.Distinct().Count());
        Assert.Equal(sums, Train().Sums);
    }

    /// <summary>The gradient of shared weights is the sum over both uses: as of two layers of the same values.</summary>
    [Fact]
    public void A_siamese_pair_adds_up_the_gradients_of_both_sides()
    {
        Tensor left = Normal(Key(1), [4, 3]).Evaluate(), right = Normal(Key(2), [4, 3]).Evaluate();
        (float[] Moved, int Variables) Step(Layer first, Layer second, params string[] weights)
        {
            Scope scope = new(isTraining: true);
            Expr a = Input("a", [4, 3]), b = Input("b", [4, 3]);
            Expr loss = Mean(Square(scope.Apply(first, a) - (2 * scope.Apply(second, b))));
            LearningStep step = LearningStep.Compile(scope, [a, b], loss, new Sgd(1.0));
            Learner learner = step.Initialize(seed: 0, new ParameterTree(weights.Select(path => (path, Tensor.Ones([3, 2])))));
            step.Run(learner, left, right);
            IEnumerable<float[]> changes = weights.Select(path => learner.Parameters[path].ToArray<float>().Select(w => w - 1).ToArray());
            return (changes.Aggregate((sum, next) => [.. sum.Zip(next, (u, v) => u + v)]), scope.Variables.Length);
        }
        Dense shared = new(2, UseBias: false) { Name = "shared" };
        (float[] together, int one) = Step(shared, shared, "shared/w");
        (float[] apart, int two) = Step(shared with { Name = "l" }, shared with { Name = "r" }, "l/w", "r/w");
        Assert.Equal((1, 2), (one, two));
        Assert.Equal(apart, together, (expected, actual) => Math.Abs(expected - actual) < 1e-5f);
    }

    /// <summary>The attack goes along the gradient of the input, and the network that has seen attacks withstands them better.</summary>
    [Fact]
    public void Adversarial_training_withstands_the_attack()
    {
        Tensor labels = Tensor.Generate([60], place => (int)(place % 2));
        Expr side = ExpandDims((2 * Cast((Tensor)labels, ElementType.F32)) - 1, 1);
        Expr clear = side + (0.3 * Normal(Key(2), [60, 1])), faint = (0.2 * side) + (0.2 * Normal(Key(1), [60, 8]));
        Tensor points = Concatenate([clear, faint], axis: 1).Evaluate();
        float plain = UnderAttack(points, labels, defended: false), defended = UnderAttack(points, labels, defended: true);
        Assert.True(defended > plain + 0.1, $"{plain} without defence, {defended} with it");
    }

    /// <summary>The gradient of the loss is the return times the gradient of the logarithm of the policy, and the pay rises.</summary>
    [Fact]
    public void Reinforce_raises_the_pay()
    {
        const int pulls = 40;
        Layer policy = Layer.Of((x, scope) => x * scope.Parameter("logits", [3], Initializers.Zeros));
        Scope scope = new(isTraining: true);
        Expr action = Input("action", [pulls], ElementType.I32), gain = Input("gain", [pulls]);
        Expr logits = scope.Apply(policy, Ones([pulls, 3]));
        LearningStep step = LearningStep.Compile(
            scope, [action, gain], Mean(SoftmaxCrossEntropy(logits, action, reduction: Reduction.Unreduced) * gain), new Sgd(0.5));
        Learner learner = step.Initialize(seed: 1);
        double[] pays = [0.1, 0.5, 0.9];
        List<double> means = [];
        for (int round = 0; round < 60; round++)
        {
            Tensor known = learner.Parameters["function/logits"];
            int[] actions = Categorical(Key(round), BroadcastTo(known, [pulls, 3])).Evaluate().ToArray<int>();
            double mean = actions.Average(arm => pays[arm]);
            means.Add(mean);
            float[] gains = [.. actions.Select(arm => (float)(pays[arm] - mean))];
            step.Run(learner, actions, gains);
            if (round == 0)
            {
                // ∂/∂z of −ln softmax(z)[a] is softmax(z) − onehot(a), weighted and averaged by hand.
                double[] expected = [.. Enumerable.Range(0, 3).Select(arm =>
                    0.5 * actions.Zip(gains, (chosen, g) => g * ((chosen == arm ? 1.0 : 0) - (1 / 3.0))).Average())];
                double[] moved = [.. learner.Parameters["function/logits"].ToArray<float>()];
                Assert.Equal(expected, moved, (wanted, actual) => Math.Abs(wanted - actual) < 1e-6);
            }
        }
        Assert.InRange(means[..5].Average(), 0.35, 0.65);
        Assert.InRange(means[^5..].Average(), 0.8, 0.9);
    }

    private static float UnderAttack(Tensor points, Tensor labels, bool defended)
    {
        Layer network = new Sequential(new Dense(16, Relu), new Dense(2)) { Name = "network" };
        Scope scope = new(isTraining: true);
        Expr x = Input("x", [60, 9]), t = Input("t", [60], ElementType.I32);
        Expr clean = SoftmaxCrossEntropy(scope.Apply(network, x), t);
        Expr logits = scope.Apply(network, StopGradient(x + (0.3 * Sign(Differentiate(clean, x)))));
        Expr robust = SoftmaxCrossEntropy(logits, t);
        Expr accuracy = Mean(Cast(Equal(ArgMax(logits, -1), t), ElementType.F32));
        LearningStep step = LearningStep.Compile(
            scope, [x, t], defended ? 0.5 * (clean + robust) : clean, new Adam(0.01),
            [("accuracy", accuracy), ("clean", clean), ("robust", robust)]);
        Learner learner = step.Initialize(seed: 3);
        TensorList measured = step.Run(learner, points, labels);
        for (int i = 0; i < 150; i++)
        {
            measured = step.Run(learner, points, labels);
            Assert.True(measured["robust"].ToScalar<float>() > measured["clean"].ToScalar<float>());
        }
        return measured["accuracy"].ToScalar<float>();
    }
}
