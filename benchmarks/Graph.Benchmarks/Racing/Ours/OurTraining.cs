using Graph.Benchmarks.Contest;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>Steps of training and of acting as a user of Graph writes them, with a state that is updated in place.</summary>
public static class OurTraining
{
    /// <summary>Compiles a step and makes its inputs.</summary>
    /// <param name="workload">The case.</param>
    /// <param name="engine">What runs it.</param>
    public static Prepared Prepare(TrainingCase workload, Engine engine)
    {
        Computation model = OurNetworks.Loss(workload.Network, workload.Batch);
        Expr loss = model.Results[0];
        ImmutableArray<Expr> inputs = [.. model.Parameters.Where(leaf => RoleOf(leaf) == LeafRole.InputLeaf)];
        ImmutableArray<Expr> parameters = [.. model.Parameters.Where(leaf => RoleOf(leaf) == LeafRole.TrainableLeaf)];
        Expr rate = Input("rate", []);
        Update update = OurOptimizers.Write(workload.Optimizer, parameters, Differentiate(loss, [.. parameters]), rate);
        TrainStep step = CompileStep(
            inputs: [.. inputs, rate],
            state: [.. parameters, .. update.State],
            updates: [.. update.Parameters, .. update.Updates],
            results: [loss],
            options: engine.Options);

        TrainState first = new(
        [
            .. workload.Network.Parameters.Select(parameter => (parameter.Name, OurNetworks.Elements(parameter))),
            .. update.State.Select(leaf => (LabelOf(leaf), Tensor.Zeros(leaf.Shape))),
        ]);
        Tensor[] given = [.. workload.Inputs.Select(OurNetworks.Elements)];
        Tensor[] timed = [.. given, (float)TrainingCase.TimedRate], compared = [.. given, (float)workload.Optimizer.Rate];
        Tensor[] value = [Tensor.Empty([])];
        TrainState state = first.Clone();
        Entry entry = new("CompileStep, Run", () => state = step.Run(state, timed, value), () =>
        {
            TrainState one = first.Clone();
            return workload.Compared(
                () =>
                {
                    one = step.Run(one, compared, value);
                    return value[0].ToScalar<float>();
                },
                name => one[name].ToArray<float>());
        });
        return Prepared.Of(step, engine, entry, first, [.. given, Tensor.Full([], (float)TrainingCase.TimedRate)]);
    }

    /// <summary>Compiles the choice of an action and makes a state to choose in.</summary>
    /// <param name="engine">What runs it.</param>
    public static Prepared PrepareActing(Engine engine)
    {
        ImmutableArray<Expr> parameters = OurNetworks.Leaves(ActingCase.Network);
        Expr observed = Input("state", OurNetworks.Sizes(ActingCase.State)), draws = State("draws", [], ElementType.U32);
        Expr logits = OurNetworks.Policy(observed, name => parameters.Single(leaf => LabelOf(leaf) == name));
        TrainStep step = CompileStep(
            inputs: [observed],
            state: [.. parameters, draws],
            updates: [.. parameters, draws + 1],
            results: [Categorical(FoldIn(Key(seed: 0), draws), logits), Softmax(logits)],
            options: engine.Options);

        TrainState first = new(
        [
            .. ActingCase.Network.Parameters.Select(parameter => (parameter.Name, OurNetworks.Elements(parameter))),
            ("draws", Tensor.Zeros([], ElementType.U32)),
        ]);
        Tensor[] given = [OurNetworks.Elements(ActingCase.State)];
        Tensor[] results = [Tensor.Empty([1], ElementType.I32), Tensor.Empty([1, Network.Policy.Actions])];
        TrainState state = first.Clone();
        Entry entry = new("CompileStep, Run, ToScalar", () => Act(), () =>
        {
            Act();
            return ActingCase.Compared(results[1].ToArray<float>(), Act);
        });
        return Prepared.Of(step, engine, entry, first, given);

        long Act()
        {
            state = step.Run(state, given, results);
            return results[0].ToScalar<int>();
        }
    }

    private static LeafRole RoleOf(Expr leaf) => ((Parameter)leaf.Op).Role;

    private static string LabelOf(Expr leaf) => ((Parameter)leaf.Op).Label;
}
