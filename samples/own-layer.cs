#:project ../src/Graph.Learning/Graph.Learning.csproj
#:property PublishAot=false

// A layer of one's own: its gradient is checked, then a network of it learns. The layer multiplies two dense layers, one of them as a gate.
using Graph;
using Graph.Learning;
using static Graph.Initializers;
using static Graph.Ops;

GradientCheckReport report = GradientCheck.Verify(new Gated(3), input: [5, 4], seed: 7);
Console.WriteLine($"gradient: {(report.Passed ? "right" : "wrong")}");

Tensor x = Normal(Key(1), [512, 2]).Evaluate();
Dataset products = Dataset.Of(("x", x), ("product", Prod(x, axis: 1, keepDims: true).Evaluate()));
Layer network = new Sequential(new Gated(8), new Dense(1));
Console.WriteLine(network.Summary([2]));

Model model = new Trainer(network, Losses.MeanSquaredError, new Adam(0.02)).Fit(products, epochs: 60, seed: 1);
Tensor asked = new float[,] { { 0.5f, 1 }, { -1, 1 }, { 1.5f, -0.5f } };
Console.WriteLine($"loss below 0.01: {model.History!.Epochs[^1].Training.Loss < 0.01}");
Console.WriteLine($"products: {string.Join(" ", model.Predict(asked)[0].ToArray<float>().Select(value => value.ToString("F1")))}");

/// <summary>σ(x·g + c) (x·w + b).</summary>
internal sealed record Gated(int Units) : Layer
{
    public override Expr Apply(Expr x, Scope scope)
    {
        Expr w = scope.Parameter("w", [x.Shape[^1], Units], GlorotUniform), g = scope.Parameter("g", [x.Shape[^1], Units], GlorotUniform);
        Expr b = scope.Parameter("b", [Units], Zeros), c = scope.Parameter("c", [Units], Zeros);
        return Sigmoid(MatMul(x, g) + c) * (MatMul(x, w) + b);
    }
}

// Prints:
// gradient: right
// layer  type   output  parameters
// gated  Gated  [N,8]           48
// dense  Dense  [N,1]            9
// 57 parameters
// loss below 0.01: True
// products: 0.5 -1.0 -0.8
