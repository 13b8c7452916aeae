using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

namespace Graph.Cli.Course;

/// <summary>
/// A slice through the loss of a trained network along two random directions, each scaled filter by filter to the size of the weights (Li
/// et al., 2018, "Visualizing the loss landscape of neural nets").
/// </summary>
internal static class LandscapeFigures
{
    private const double Reach = 1.2;
    private const int Points = 33;

    /// <summary>Contours and surface of the slice.</summary>
    public static Figure LossLandscape()
    {
        Dataset rings = CourseData.Rings(200);
        Layer network = new Sequential(new Dense(16, Tanh), new Dense(16, Tanh), new Dense(2));
        Model model = new Trainer(network, Losses.SoftmaxCrossEntropy, new Adam(0.01)).Fit(rings, epochs: 60, seed: 1);
        ImmutableArray<Tensor> whole = CourseData.Whole(rings);
        ImmutableArray<Tensor> along = Directions(model.Weights, 7), across = Directions(model.Weights, 8);
        JitFunction moved = Jit(
            operands => [operands[0] + (operands[3] * operands[1]) + (operands[4] * operands[2])], ["weight", "along", "across", "a", "b"]);
        JitFunction loss = Jit(SoftmaxCrossEntropyOf);
        double LossAt(double a, double b)
        {
            ParameterTree weights = new(model.Weights.Select((leaf, place) =>
                (leaf.Path, moved.Run(leaf.Value, along[place], across[place], (float)a, (float)b)[0])));
            return loss.Run(model.With(weights).Predict(whole[0])[0], whole[1])[0].ToScalar<float>();
        }
        GridValues slice = GridValues.Of((-Reach, Reach), (-Reach, Reach), Points, LossAt);
        const string x = "along one direction", y = "along the other";
        return Figure.Beside(
            Landscapes.Contour("A slice through the loss", x, y, "loss", slice, width: 560, height: 440),
            Landscapes.Surface("The same as a surface", x, y, "loss", slice, width: 560, height: 440));
    }

    private static Expr SoftmaxCrossEntropyOf(Expr logits, Expr labels) => SoftmaxCrossEntropy(logits, labels);

    // Of a matrix [inputs, outputs], each column is a filter; biases stay where they are.
    private static ImmutableArray<Tensor> Directions(ParameterTree weights, long seed)
    {
        static Expr Norms(Expr matrix) => Sqrt(Sum(Square(matrix), axis: 0, keepDims: true));
        return
        [
            .. weights.Select((leaf, place) =>
            {
                if (leaf.Value.Rank < 2)
                {
                    return Tensor.Zeros(leaf.Value.Shape);
                }
                Expr drawn = Normal(FoldIn(Key(seed), (long)place), leaf.Value.Shape);
                return (drawn / Norms(drawn) * Norms(leaf.Value)).Evaluate();
            }),
        ];
    }
}
