using Graph.Lowering;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Codegen;

/// <summary>
/// Kernels at sizes where vectors are whole, where they are not, where rounds of 64 points begin and end, and where sums are taken in
/// blocks.
/// </summary>
public sealed class KernelSizeTests
{
    public static TheoryData<string, Func<ElementType, Expr>> Shapes => new()
    {
        { "one point", type => Mixed(Input("x", [1], type)) },
        { "a part of a vector", type => Mixed(Input("x", [13], type)) },
        { "vectors and a part", type => Mixed(Input("x", [3, 71], type)) },
        { "rounds", type => Mixed(Input("x", [2, 128], type)) },
        { "a short row", type => RowOf(Input("x", [3, 9], type)) },
        { "a row of one round", type => RowOf(Input("x", [2, 64], type)) },
        { "a row of rounds and a part", type => RowOf(Input("x", [2, 64 + 16 + 3], type)) },
        { "a row of rounds, vectors and a part", type => RowOf(Input("x", [2, 192 + 48 + 5], type)) },
        { "a row in blocks", type => RowOf(Input("x", [1, (64 * 512) + 17], type)) },
        { "a row in three blocks", type => Sum(Input("x", [1, (64 * 512 * 3) - 1], type)) },
        { "a column", type => Sum(Input("x", [700, 19], type), 0) },
        { "a column in blocks", type => Sum(Input("x", [1100, 19], type), 0) },
        { "a column in three blocks", type => Sum(Input("x", [512 * 3, 5], type), 0) },
        { "planes", type => Sum(Input("x", [3, 40, 21, 67], type), [1, 3]) },
        { "short rows of planes in blocks", type => Sum(Input("x", [2, 600, 70], type), [1, 2]) },
        { "a transpose", type => Transpose(Mixed(Input("x", [37, 21], type))) },
        { "a sum of a transpose", type => Sum(Transpose(Input("x", [37, 70], type)) * 2, 0) },
        { "a reversed slice", type => Input("x", [5, 90], type).Reverse([1]).SliceAxis(1, 3, 80) },
        { "a padded row", type => Mixed(Input("x", [3, 50], type).PadAxis(1, 7, 40)) },
        { "a cropped row", type => Mixed(Input("x", [3, 50], type).PadAxis(1, -7, 30)) },
        { "a padded column", type => Mixed(Input("x", [20, 33], type).PadAxis(0, 3, 4)) },
        { "parts side by side", type => Primitives.Concatenate([Input("x", [3, 20], type), Input("y", [3, 31], type)], 1) + 1 },
        { "a reshape across rows", type => Reshape(Transpose(Input("x", [12, 35], type)), [20, 21]) + 1 },
        { "a product of matrices", type => MatMul(Input("x", [9, 30], type), Input("y", [30, 35], type)) },
        { "a long product of matrices", type => MatMul(Input("x", [3, 1030], type), Input("y", [1030, 18], type)) },
        { "a transposed product", type => Input("x", [30, 9], type).Contract(Input("y", [35, 30], type), [0], [1]) },
        { "rows looked up", type => Input("x", [7, 40], type).Gather(Input("labels", [11], ElementType.I32)) * 2 },
        { "elements looked up", type => Input("x", [70], type).Gather(Input("labels", [3, 41], ElementType.I32)) + 1 },
        { "the place of a maximum", type => ArgMax(Input("x", [5, 150], type), 1) },
        { "the place of a minimum in a column", type => ArgMin(Input("x", [70, 21], type), 0) },
        { "a windowed maximum", type => Input("x", [3, 60], type).Window([1], [3], [2], [1]).Reduce(ReduceKind.MaximumOf, [2]) },
        { "a sum of windows", type => Input("x", [3, 58, 3], type).Fold([1], [60], [1], [1]) },
    };

    public static TheoryData<ElementType, Func<Expr, Expr>> OtherTypes => new()
    {
        { ElementType.U32, x => Mixed(x) },
        { ElementType.U32, x => Sum(x, 0) },
        { ElementType.U32, x => RowOf(x) },
        { ElementType.I64, x => Mixed(x) },
        { ElementType.I64, x => Sum(x, 0) },
        { ElementType.I64, x => RowOf(x) },
        { ElementType.Bool, x => Transpose(!x) },
        { ElementType.Bool, x => x.PadAxis(1, 7, 40) ^ true },
        { ElementType.Bool, x => x.Reduce(ReduceKind.SumOf, [1]) },
        { ElementType.Bool, x => x.Reduce(ReduceKind.ProductOf, [0]) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_kernel_of_this_size_is_compiled(string name, Func<ElementType, Expr> make) =>
        Verify(name, make, ElementType.F32, ElementType.F64, ElementType.I32, ElementType.U8);

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public void A_kernel_of_this_type_is_compiled(ElementType type, Func<Expr, Expr> make) =>
        Verify(type.Mnemonic, element => make(Input("x", [9, 71], element)), type);

    private static void Verify(string name, Func<ElementType, Expr> make, params ElementType[] types)
    {
        HashSet<ScheduledKernel> kernels = [];
        foreach (ElementType type in types)
        {
            foreach (ScheduledKernel kernel in KernelChecks.KernelsOf(Planner.Plan(FusionTests.Optimize([make(type)]), Target.Common)))
            {
                kernels.Add(kernel);
                kernels.UnionWith(KernelChecks.Rescheduled(kernel.Kernel));
            }
        }
        Assert.True(kernels.Count > 0, name);
        KernelChecks.Verify([.. kernels]);
    }

    /// <summary>Elementwise, with scalars of other types beside.</summary>
    private static Expr Mixed(Expr x) => Where(x > 1, x * 2, x + Cast(x > 0, x.Element)) + Cast(Cast(x, ElementType.I64) + 1, x.Element);

    /// <summary>Two passes over a row, and totals of it.</summary>
    private static Expr RowOf(Expr x) => (x - Sum(x, 1, keepDims: true)) * Max(x, 1, keepDims: true);
}
