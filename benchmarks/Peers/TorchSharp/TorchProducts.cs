using Graph.Benchmarks.Contest;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>Products of matrices as TorchSharp computes them.</summary>
internal static class TorchProducts
{
    /// <summary>Makes the inputs.</summary>
    public static ImmutableArray<Entry> Ways(ProductCase workload)
    {
        Tensor left = tensor(workload.Left(), [workload.Rows, workload.Inner]);
        Tensor right = tensor(workload.Right(), [workload.Inner, workload.Columns]);
        Tensor product = zeros(workload.Rows, workload.Columns);
        return
        [
            new Entry("mm", () => mm(left, right).Dispose(), () =>
            {
                using Tensor result = mm(left, right);
                return result.data<float>().ToArray();
            }),
            // Into memory that is kept.
            new Entry("addmm_ with beta 0", () => product.addmm_(left, right, 0, 1), () =>
            {
                product.addmm_(left, right, 0, 1);
                return product.data<float>().ToArray();
            }),
        ];
    }
}
