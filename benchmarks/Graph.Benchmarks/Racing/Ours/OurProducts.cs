using Graph.Benchmarks.Contest;
using static Graph.Ops;

namespace Graph.Benchmarks.Racing;

/// <summary>Products of matrices as a user of Graph writes them.</summary>
public static class OurProducts
{
    /// <summary>Compiles a case and makes its inputs.</summary>
    /// <param name="workload">The case.</param>
    /// <param name="engine">What runs it.</param>
    public static Prepared Prepare(ProductCase workload, Engine engine)
    {
        Expr left = Input("left", [workload.Rows, workload.Inner]), right = Input("right", [workload.Inner, workload.Columns]);
        Executable executable = Compile(inputs: [left, right], results: [MatMul(left, right)], options: engine.Options);
        Tensor[] inputs =
            [Tensor.Create<float>(left.Shape, workload.Left()), Tensor.Create<float>(right.Shape, workload.Right())];
        return Prepared.Of(executable, engine, inputs);
    }
}
