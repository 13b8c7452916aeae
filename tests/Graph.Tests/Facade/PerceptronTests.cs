using static Graph.Ops;

namespace Graph.Tests.Facade;

/// <summary>The perceptron of the course, written as README shows it.</summary>
public sealed class PerceptronTests
{
    [Fact]
    public void Trained_by_hand_it_tells_the_two_students_apart()
    {
        Tensor students = new float[,] { { 4, 5 }, { 1, 1 } }, passed = new float[,] { { 1 }, { 0 } };
        Expr x = Input("x", [2, 2]), t = Input("t", [2, 1]);
        Expr w = Parameter("w", [2, 1]), b = Parameter("b", [1]);
        Expr logits = MatMul(x, w) + b;
        Expr loss = Mean(SigmoidCrossEntropy(logits: logits, target: t));
        var (dw, db) = Differentiate(loss, w, b);
        Executable step = Compile(inputs: [x, t, w, b], results: [loss, w - 0.1 * dw, b - 0.1 * db]);
        Tensor value = 0, W = Tensor.Zeros([2, 1]), B = Tensor.Zeros([1]);
        for (int i = 0; i < 500; i++)
        {
            (value, W, B) = step.Run(students, passed, W, B);
        }
        // Both students are told apart: the loss of the untrained one is ln 2.
        Assert.InRange((float)value, 0, 0.1);
        Tensor odds = Sigmoid(logits).Evaluate(("x", students), ("w", W), ("b", B));
        Assert.InRange(odds.At<float>(0, 0), 0.9f, 1);
        Assert.InRange(odds.At<float>(1, 0), 0, 0.2f);
    }

    [Fact]
    public void Its_first_step_is_that_of_the_formulas()
    {
        Expr x = Input("x", [2, 2]), t = Input("t", [2, 1]);
        Expr w = Parameter("w", [2, 1]), b = Parameter("b", [1]);
        Expr loss = SigmoidCrossEntropy(MatMul(x, w) + b, t);
        var (dw, db) = Differentiate(loss, w, b);
        Executable step = Compile([x, t, w, b], [("loss", loss), ("dw", dw), ("db", db)]);
        TensorList first = step.Run(new float[,] { { 4, 5 }, { 1, 1 } }, new float[,] { { 1 }, { 0 } }, Tensor.Zeros([2, 1]), Tensor.Zeros([1]));
        // With σ(0) = ½: dJ/dw = mean((½ − t) x), dJ/db = mean(½ − t).
        Assert.Equal(Math.Log(2), (float)first["loss"], 1e-6);
        Assert.Equal([-0.75f, -1f], first["dw"].ToArray<float>());
        Assert.Equal([0f], first["db"].ToArray<float>());
    }
}
