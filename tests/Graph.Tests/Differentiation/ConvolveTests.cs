using Graph.Transforms;

namespace Graph.Tests.Derivatives;

/// <summary>A convolution is linear in each operand, so its pullbacks are held by ⟨conv(v, w), u⟩ = ⟨v, dx⟩ and ⟨conv(x, v), u⟩ = ⟨v, dw⟩, for every attribute.</summary>
public sealed class ConvolveTests
{
    public static TheoryData<long, long, long, long> Sweep
    {
        get
        {
            TheoryData<long, long, long, long> data = [];
            foreach (long stride in (long[])[1, 2, 3])
            {
                foreach (long inputDilation in (long[])[1, 2])
                {
                    foreach (long kernelDilation in (long[])[1, 2, 3])
                    {
                        foreach (long groups in (long[])[1, 2, 3])
                        {
                            data.Add(stride, inputDilation, kernelDilation, groups);
                        }
                    }
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sweep))]
    public void Pullbacks_are_transposes(long stride, long inputDilation, long kernelDilation, long groups)
    {
        foreach (long low in (long[])[-2, -1, 0, 1, 4])
        {
            foreach (long high in (long[])[-3, -1, 0, 2, 5])
            {
                foreach (long size in (long[])[1, 4, 7])
                {
                    Convolve op = new([0, 1, 2], [0, 1, 2], [0, 1, 2], [stride], [low], [high], [inputDilation], [kernelDilation], groups);
                    VerifyTransposes(op, [2, 2 * groups, size], [2 * groups, 2, 3]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Axes_may_stand_in_any_order_and_differ_from_each_other(long groups)
    {
        // Batch 2, 2 features a group, 4 outputs a group; space 7 by 6, kernel 3 by 2.
        Convolve op = new([3, 1, 0, 2], [1, 3, 2, 0], [2, 0, 1, 3], [2, 1], [1, -1], [2, 0], [1, 2], [1, 2], groups);
        VerifyTransposes(op, [7, 2 * groups, 6, 2], [2, 4 * groups, 3, 2]);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    public void Nothing_to_convolve_has_derivatives_of_zero(long size, long kernelSize) =>
        VerifyTransposes(new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [4], [4], [1], [1], 1), [1, 2, size], [2, 2, kernelSize]);

    private static void VerifyTransposes(Convolve op, Shape inputShape, Shape kernelShape)
    {
        Expr x = Primitives.Leaf("x", new TensorType(ElementType.F64, inputShape));
        Expr w = Primitives.Leaf("w", new TensorType(ElementType.F64, kernelShape));
        Expr y = Expr.Create(op, x, w);
        Expr u = Primitives.Constant(Derivatives.Draw(y.Shape, seed: 3));
        Expr v = Primitives.Constant(Derivatives.Draw(inputShape, seed: 4));
        Expr k = Primitives.Constant(Derivatives.Draw(kernelShape, seed: 5));
        ImmutableArray<Expr?> gradients = ReverseMode.Pullback([y], [u], [x, w]);
        ImmutableArray<Literal> values = Derivatives.Evaluate(
            [x, w],
            [Dot(y.Update([v, w]), u), Dot(v, gradients[0]!), Dot(y.Update([x, k]), u), Dot(k, gradients[1]!)],
            [Derivatives.Draw(inputShape, seed: 1), Derivatives.Draw(kernelShape, seed: 2)]);
        Derivatives.AssertClose($"{op} by the input", values[0].ToArray<double>(), values[1].ToArray<double>(), 1e-12);
        Derivatives.AssertClose($"{op} by the kernel", values[2].ToArray<double>(), values[3].ToArray<double>(), 1e-12);
    }

    private static Expr Dot(Expr a, Expr b) => (a * b).Sum(Axes.Range(0, a.Rank));
}
