using Graph.Benchmarks.Contest;
using Graph.Cpu;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>Products of matrices as a user of Graph writes them.</summary>
public static class OurProducts
{
    /// <summary>Compiles a case and makes its inputs.</summary>
    /// <param name="workload">The case.</param>
    /// <param name="threads">How many threads a run may use.</param>
    public static Prepared Prepare(ProductCase workload, int threads)
    {
        Expr left = Input("left", [workload.Rows, workload.Inner]), right = Input("right", [workload.Inner, workload.Columns]);
        CpuBackend backend = Compiled.On(threads);
        Executable executable = Compile(inputs: [left, right], results: [MatMul(left, right)], options: Compiled.For(backend));
        Tensor[] inputs =
            [Tensor.Create<float>(left.Shape, workload.Left()), Tensor.Create<float>(right.Shape, workload.Right())];
        return Prepared.Of(executable, backend, inputs);
    }
}
