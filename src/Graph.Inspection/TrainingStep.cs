using Graph.Transforms;

namespace Graph.Inspection;

/// <summary>One step of training a loss by stochastic gradient descent, as a computation.</summary>
internal static class TrainingStep
{
    private const string Rate = "learning_rate";

    /// <summary>
    /// Takes what the gradient takes, then the learning rate; returns <c>w − learning_rate · dw</c> for each parameter that there is a
    /// gradient of, then the results of the loss.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="gradient">The same with its gradients behind its results.</param>
    public static Computation Of(Computation loss, Computation gradient)
    {
        HashSet<string> labels = [.. gradient.Parameters.Select(Label)];
        Expr rate = Primitives.Leaf(Free(Rate, labels), new TensorType(ElementType.F32, []));
        ImmutableArray<Expr> trained = Trained(gradient);
        if (trained.IsEmpty)
        {
            throw new GraphException($"@{loss.Name} has no trainable parameter, so there is no step that trains it");
        }
        ImmutableArray<Expr> updates =
        [
            .. trained.Zip(gradient.Results.Skip(loss.Results.Length), (parameter, slope) =>
                parameter - ((parameter.Element == ElementType.F32 ? rate : rate.Cast(parameter.Element)) * slope)),
        ];
        HashSet<string> names = [.. loss.ResultNames];
        return Computation.Create(
            $"{loss.Name}_step",
            [.. gradient.Parameters, rate],
            [.. updates, .. gradient.Results.Take(loss.Results.Length)],
            [.. trained.Select(parameter => Free($"{Label(parameter)}.next", names)), .. loss.ResultNames]);
    }

    /// <summary>Each parameter that a step updates, with the place of its update among the results.</summary>
    /// <param name="step">A step.</param>
    public static ImmutableArray<(int Parameter, int Result)> Donated(Computation step) =>
        [.. Trained(step).Select((parameter, result) => (step.Parameters.IndexOf(parameter), result))];

    private static ImmutableArray<Expr> Trained(Computation computation) =>
        [.. computation.Parameters.Where(parameter => ((Parameter)parameter.Op).Role == LeafRole.TrainableLeaf)];

    private static string Label(Expr parameter) => ((Parameter)parameter.Op).Label;

    private static string Free(string wanted, HashSet<string> taken)
    {
        string free = wanted;
        while (!taken.Add(free))
        {
            free += "_";
        }
        return free;
    }
}
