using Graph.Ilgpu;
using static Graph.Ops;

namespace Graph.Tests.Ilgpu;

/// <summary>README's perceptron, run on a device by one more argument.</summary>
public sealed class DevicePerceptronTests
{
    [SkippableTheory]
    [InlineData(DeviceKind.OpenCL)]
    [InlineData(DeviceKind.Simulator)]
    public void The_perceptron_learns_as_it_does_on_the_processor(DeviceKind kind)
    {
        IlgpuBackend backend = kind == DeviceKind.OpenCL ? Accelerators.OpenCL : Accelerators.Simulator;
        Tensor students = new float[,] { { 4, 5 }, { 1, 1 }, { 5, 2 }, { 2, 1 } };
        Tensor passed = new float[,] { { 1 }, { 0 }, { 1 }, { 0 } };
        Expr x = Input("x", [4, 2]), t = Input("t", [4, 1]);
        Expr w = Parameter("w", [2, 1]), b = Parameter("b", [1]);
        Expr loss = SigmoidCrossEntropy(logits: MatMul(x, w) + b, target: t);
        var (dw, db) = Differentiate(loss, w, b);
        Executable step = Compile(
            inputs: [x, t, w, b], results: [loss, w - (0.1 * dw), b - (0.1 * db)], new CompileOptions { Backend = Backend.Of(backend) });
        Tensor value = 0f, weights = Tensor.Zeros([2, 1]), bias = Tensor.Zeros([1]);
        for (int i = 0; i < 500; i++)
        {
            (value, weights, bias) = step.Run(students, passed, weights, bias);
        }
        Assert.Equal(0.101f, value.ToScalar<float>(), 3);
    }
}
