using Graph.Cli.Models;
using Graph.Lowering;
using Graph.Transforms;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>
/// A step of Adam, written as plain expressions: both moments and the weights are updated in place where the gradient is made, with the
/// learning rate as an operand.
/// </summary>
public sealed class OptimizerFusionTests
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    public static TheoryData<string, bool> Models => new()
    {
        { "mnist-mlp", false },
        { "mnist-cnn", false },
        { "char-rnn", false },
        { "gpt-small", true },
    };

    /// <summary>Weights that a contraction or a convolution gives the gradient of; an embedding gets its gradient row by row.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Moments_and_weights_are_updated_in_place_behind_the_contraction_of_the_gradient(string model, bool decoupled)
    {
        (Computation step, ImmutableArray<(int Parameter, int Result)> state) = Adam(BuiltInModels.Find(model).Full(), decoupled);
        FusionPlan fusion = FusionPlanner.Plan(step);
        ExecutionPlan plan = Planner.Plan(fusion, Target.Common, state);
        Assert.All(state, pair => Assert.IsType<InArgument>(plan.Buffers[plan.Results[pair.Result]].Location));
        Expr rate = step.Parameters.Single(leaf => ((Parameter)leaf.Op).Label == "learning_rate");
        int matrices = 0;
        for (int place = 0; place < state.Length; place += 3)
        {
            ImmutableArray<Expr> updated = [.. state[place..(place + 3)].Select(pair => step.Results[pair.Result])];
            if (updated[0].Rank < 2 || ((Parameter)step.Parameters[state[place].Parameter].Op).Label.EndsWith("embedding", StringComparison.Ordinal))
            {
                continue;
            }
            FusedStep writer = fusion.Steps.Single(own => own.Outputs.Contains(updated[0]));
            Assert.All(updated, result => Assert.Contains(result, writer.Outputs));
            Assert.Contains(rate, writer.Inputs);
            Assert.Contains(writer.Lowered!.Kernel.Stages, stage => stage.Axes.Count > 0 && stage.Effects.Any(effect => effect is Total { Kind: ReduceKind.SumOf }));
            // The moments and the weights are read once; what else is read is not of their size, or makes the gradient.
            Assert.Equal(3, writer.Inputs.Count(input => input.Op is Parameter && input.Shape == updated[0].Shape));
            matrices++;
        }
        Assert.True(matrices > 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_step_runs_as_the_reference_does(string model, bool decoupled)
    {
        (Computation step, ImmutableArray<(int Parameter, int Result)> state) = Adam(BuiltInModels.Find(model).Small(), decoupled);
        // The second moment is not negative, and the first step is step 1.
        ImmutableArray<Literal> arguments = [.. step.Parameters.Zip(FusionTests.ArgumentsOf(step), (leaf, value) => ((Parameter)leaf.Op).Label switch
        {
            "step" => Literal.Scalar(1f),
            "learning_rate" => Literal.Scalar(1e-3f),
            var label when label.EndsWith("/second", StringComparison.Ordinal) => Literal.Generate(value.Shape, place => Math.Abs(value.At<float>(place))),
            _ => value,
        })];
        LoweringTests.Check(step, arguments, merges: true, [.. state]);
    }

    [Fact]
    public void The_plan_of_a_dense_network_is_golden()
    {
        (Computation step, ImmutableArray<(int Parameter, int Result)> state) = Adam(BuiltInModels.Find("mnist-mlp").Full(), decoupled: false);
        Golden.Verify("lowering/adam.txt", PlanText.Print(Planner.Plan(step, Target.Common, merges: true, [.. state])) + "\n");
    }

    /// <summary>Kingma and Ba, 2015, "Adam: a method for stochastic optimization"; decoupled decay by Loshchilov and Hutter, 2019.</summary>
    private static (Computation Step, ImmutableArray<(int Parameter, int Result)> State) Adam(Computation loss, bool decoupled)
    {
        ImmutableArray<Expr> weights = [.. loss.Parameters.Where(leaf => leaf.Op is Parameter { Role: LeafRole.TrainableLeaf })];
        ExprList gradients = Differentiate(loss.Results[0], weights);
        Expr count = Input("step", []), rate = Input("learning_rate", []);
        Expr ofFirst = 1 - Pow(FirstDecay, count), ofSecond = 1 - Pow(SecondDecay, count);
        List<Expr> leaves = [.. loss.Parameters, count, rate];
        List<Expr> results = [loss.Results[0]];
        List<(int, int)> state = [];
        for (int place = 0; place < weights.Length; place++)
        {
            (Expr w, Expr g, string label) = (weights[place], gradients[place], ((Parameter)weights[place].Op).Label);
            Expr m = State($"{label}/first", w.Shape), v = State($"{label}/second", w.Shape);
            Expr first = (FirstDecay * m) + ((1 - FirstDecay) * g);
            Expr second = (SecondDecay * v) + ((1 - SecondDecay) * Square(g));
            Expr direction = first / ofFirst / (Sqrt(second / ofSecond) + Epsilon);
            Expr next = w - (rate * (decoupled ? direction + (0.01 * w) : direction));
            state.AddRange([(leaves.IndexOf(w), results.Count), (leaves.Count, results.Count + 1), (leaves.Count + 1, results.Count + 2)]);
            leaves.AddRange([m, v]);
            results.AddRange([next, first, second]);
        }
        Computation step = Computation.Create(loss.Name, [.. leaves], [.. results]);
        return (Pipelines.Default.Run(step).Result, [.. state]);
    }
}
