using Graph.Benchmarks.Contest;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>The workloads as a user of Graph writes them.</summary>
public static class Ourselves
{
    private const string Matrix = "x", Scales = "scale", Biases = "bias";

    /// <summary>Compiles a case and makes its inputs.</summary>
    public static Entry Prepare(Case workload, int threads)
    {
        Expr x = Input(Matrix, [workload.Rows, workload.Columns]);
        Expr scale = Input(Scales, [workload.Columns]), bias = Input(Biases, [workload.Columns]);
        Expr result = Write(workload.Function, x, scale, bias);
        Executable executable = Compile(inputs: [x, scale, bias], results: [result], options: Compiled.For(threads));
        Tensor[] inputs =
        [
            Tensor.Create<float>(x.Shape, workload.Matrix()),
            Tensor.Create<float>(scale.Shape, workload.Scales()),
            Tensor.Create<float>(bias.Shape, workload.Biases()),
        ];
        Tensor[] outputs = [Tensor.Empty(result.Shape)];
        return new Entry("Compile, Run", () => executable.Run(inputs, outputs), () =>
        {
            executable.Run(inputs, outputs);
            return outputs[0].ToArray<float>();
        });
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
