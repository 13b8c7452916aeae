using Graph.Datasets;
using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

namespace Graph.Cli.Course;

/// <summary>What networks decide, and pictures of what they decide about.</summary>
internal static class DecisionFigures
{
    /// <summary>Three layers on two rings, without and with activations.</summary>
    public static Figure LinearAndNot() => Figure.Beside(
        OnRings("three layers, no activation", null), OnRings("three layers with tanh", Tanh));

    /// <summary>"Will I pass this class?", before and after training.</summary>
    public static Figure WillIPass()
    {
        Dataset students = Students.Load();
        Layer network = new Sequential(new Dense(3, Tanh), new Dense(1));
        Model untrained = Model.Initialize(network, [students.Fields[0]], seed: 1);
        Model trained = new Trainer(network, Losses.SigmoidCrossEntropy, new Adam(0.02)).Fit(students, epochs: 100, batchSize: 20, seed: 1);
        ImmutableArray<Tensor> whole = CourseData.Whole(students);
        float[] passed = whole[1].ToArray<float>();
        Figure Of(string title, Model model) => Landscapes.DecisionBoundary(
            title, "lectures attended", "hours on the project",
            CourseData.Over((-0.3, 6.3), (-0.3, 8.3), 121, points => Sigmoid(model.Predict(points)[0]).Evaluate()),
            CourseData.PointsOf("failed", whole[0], place => passed[place] == 0),
            CourseData.PointsOf("passed", whole[0], place => passed[place] == 1));
        return Figure.Beside(Of("before training", untrained), Of("after training", trained));
    }

    /// <summary>The first digits of the training set.</summary>
    public static Figure Digits()
    {
        const int count = 40;
        Batch first = Mnist.Load().Train.Batches(new BatchOrder(count) { IsShuffled = false }).First();
        return Pictures.Grid(
            "MNIST", first[0], [.. first[1].ToArray<int>().Select(label => FormattableString.Invariant($"{label}"))], columns: 10,
            isInk: true);
    }

    private static Figure OnRings(string title, Func<Expr, Expr>? activation)
    {
        Dataset rings = CourseData.Rings(200);
        Layer network = new Sequential(new Dense(16, activation), new Dense(16, activation), new Dense(2));
        Model model = new Trainer(network, Losses.SoftmaxCrossEntropy, new Adam(0.01)).Fit(rings, epochs: 60, seed: 1);
        ImmutableArray<Tensor> whole = CourseData.Whole(rings);
        int[] ring = whole[1].ToArray<int>();
        Tensor Outer(Tensor points) => Softmax(model.Predict(points)[0])[.., 1].Evaluate();
        return Landscapes.DecisionBoundary(
            title, "x₁", "x₂", CourseData.Over((-2.8, 2.8), (-2.8, 2.8), 121, Outer),
            CourseData.PointsOf("inner", whole[0], place => ring[place] == 0),
            CourseData.PointsOf("outer", whole[0], place => ring[place] == 1));
    }
}
