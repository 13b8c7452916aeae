#:project ../src/Graph/Graph.csproj
#:property PublishAot=false

// "Will I pass this class?": one neuron, its gradient, and the loop that trains it, all by hand.
using Graph;
using static Graph.Ops;

Tensor students = new float[,] { { 4, 5 }, { 1, 1 }, { 5, 2 }, { 2, 1 }, { 1, 4 }, { 6, 1 } };
Tensor passed = new float[,] { { 1 }, { 0 }, { 1 }, { 0 }, { 0 }, { 1 } };

Expr x = Input("x", [6, 2]), t = Input("t", [6, 1]);
Expr w = Parameter("w", [2, 1]), b = Parameter("b", [1]);
Expr loss = SigmoidCrossEntropy(logits: MatMul(x, w) + b, target: t);
var (dw, db) = Differentiate(loss, w, b);

TrainStep step = CompileStep(inputs: [x, t], state: [w, b], updates: [w - 0.2 * dw, b - 0.2 * db], results: [loss]);
TrainState state = new(("w", Tensor.Zeros([2, 1])), ("b", Tensor.Zeros([1])));
Tensor value = Tensor.Empty([]);
for (int i = 0; i <= 2000; i++)
{
    state = step.Run(state, [students, passed], [value]);
    if (i % 1000 == 0)
    {
        Console.WriteLine($"step {i}: loss {value.ToScalar<float>():F3}");
    }
}

JitFunction chance = Jit((x, w, b) => Sigmoid(MatMul(x, w) + b));
Tensor of = chance.Run(new float[,] { { 4, 5 } }, state["w"], state["b"]);
Console.WriteLine($"4 lectures and 5 hours: {100 * of.ToScalar<float>():F0} %");

// Prints:
// step 0: loss 0.693
// step 1000: loss 0.029
// step 2000: loss 0.015
// 4 lectures and 5 hours: 98 %
