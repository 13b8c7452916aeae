using Graph.Benchmarks.Contest;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>How a step changes parameters, and what it remembers for that.</summary>
/// <param name="Parameters">The next value of each parameter.</param>
/// <param name="State">What is remembered from step to step; all of it is 0 at first.</param>
/// <param name="Updates">The next value of each of these.</param>
public sealed record Update(ImmutableArray<Expr> Parameters, ImmutableArray<Expr> State, ImmutableArray<Expr> Updates);

/// <summary>Optimizers as plain expressions.</summary>
public static class OurOptimizers
{
    /// <summary>The update of parameters.</summary>
    /// <param name="optimizer">By which formula.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">The gradient of each.</param>
    /// <param name="rate">The learning rate, a scalar.</param>
    public static Update Write(Optimizer optimizer, ImmutableArray<Expr> parameters, IEnumerable<Expr> gradients, Expr rate) =>
        optimizer.Kind switch
        {
            OptimizerKind.GradientDescent =>
                new Update([.. parameters.Zip(gradients, (parameter, gradient) => parameter - (rate * gradient))], [], []),
            OptimizerKind.Adam => Adam(optimizer.Decay, parameters, [.. gradients], rate),
        };

    // Kingma and Ba, 2015, "Adam: a method for stochastic optimization", algorithm 1 in the order of the end of section 2, which corrects
    // scalars in place of tensors; the decay as in Loshchilov and Hutter, 2019, "Decoupled weight decay regularization", algorithm 2.
    private static Update Adam(double decay, ImmutableArray<Expr> parameters, ImmutableArray<Expr> gradients, Expr rate)
    {
        Expr count = State("count", [], rate.Element), next = count + 1;
        Expr root = Sqrt(BiasOf(Optimizer.SquareDecay, next)), corrected = rate * root / BiasOf(Optimizer.MeanDecay, next);
        ImmutableArray<Expr> means = [.. parameters.Select(parameter => Moment("mean", parameter))];
        ImmutableArray<Expr> squares = [.. parameters.Select(parameter => Moment("square", parameter))];
        ImmutableArray<Expr> nextMeans = Running(Optimizer.MeanDecay, means, gradients);
        ImmutableArray<Expr> nextSquares = Running(Optimizer.SquareDecay, squares, gradients.Select(Square));
        IEnumerable<Expr> updated = parameters.Select((parameter, place) =>
        {
            Expr kept = decay == 0 ? parameter : parameter * (1 - (rate * decay));
            return kept - (corrected * nextMeans[place] / (Sqrt(nextSquares[place]) + (Optimizer.Epsilon * root)));
        });
        return new Update([.. updated], [count, .. means, .. squares], [next, .. nextMeans, .. nextSquares]);
    }

    // 1 − decay^count without the cancellation.
    private static Expr BiasOf(double decay, Expr count) => -Expm1(count * Math.Log(decay));

    private static Expr Moment(string name, Expr parameter) => State($"{((Parameter)parameter.Op).Label}/{name}", parameter.Shape, parameter.Element);

    private static ImmutableArray<Expr> Running(double decay, ImmutableArray<Expr> moments, IEnumerable<Expr> values) =>
        [.. moments.Zip(values, (moment, value) => (decay * moment) + ((1 - decay) * value))];
}
