using Graph.Benchmarks.Contest;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>Functions of a matrix as a user of Graph writes them.</summary>
public static class OurFunctions
{
    private const string Matrix = "x", Scales = "scale", Biases = "bias";

    /// <summary>Compiles a case and makes its inputs.</summary>
    /// <param name="workload">The case.</param>
    /// <param name="engine">What runs it.</param>
    public static Prepared Prepare(FunctionCase workload, Engine engine)
    {
        Expr x = Input(Matrix, [workload.Rows, workload.Columns]);
        Expr scale = Input(Scales, [workload.Columns]), bias = Input(Biases, [workload.Columns]);
        Expr result = Write(workload.Function, x, scale, bias);
        Executable executable = Compile(inputs: [x, scale, bias], results: [result], options: engine.Options);
        Tensor[] inputs =
        [
            Tensor.Create<float>(x.Shape, workload.Matrix()),
            Tensor.Create<float>(scale.Shape, workload.Scales()),
            Tensor.Create<float>(bias.Shape, workload.Biases()),
        ];
        return Prepared.Of(executable, engine, inputs);
    }

    /// <summary>The function as an expression.</summary>
    public static Expr Write(Function function, Expr x, Expr scale, Expr bias) => function switch
    {
        Function.Gelu => GeluTanh(x),
        Function.SiluBias => (x * Sigmoid(x)) + bias,
        Function.Exp => Exp(x),
        Function.Tanh => Tanh(x),
        Function.Sum => Sum(x),
        Function.SumAxis0 => Sum(x, axis: 0),
        Function.Softmax => Softmax(x),
        Function.LayerNorm => LayerNorm(x, scale, bias),
    };
}
