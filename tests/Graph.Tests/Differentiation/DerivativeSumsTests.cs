using System.Diagnostics;
using Graph.Transforms;

namespace Graph.Tests.Derivatives;

/// <summary>Where contributions meet.</summary>
public sealed class DerivativeSumsTests
{
    private readonly Expr x = Primitives.Leaf("x", new TensorType(ElementType.F64, [2, 3]));

    /// <summary>A sum of expressions would repeat the smaller one, and a wrong rule would pass unseen.</summary>
    [Fact]
    public void A_contribution_of_another_type_is_refused_with_the_name_of_its_target()
    {
        DerivativeSums sums = new();
        sums.Add(x, x.Sin());
        UnreachableException failure = Assert.Throws<UnreachableException>(() => sums.Add(x, x.Sum([0])));
        Assert.Equal("a derivative of type f64[3] was contributed to 'x' f64[2,3], whose result 0 is f64[2,3]", failure.Message);
    }

    [Fact]
    public void Contributions_are_added_in_order()
    {
        DerivativeSums sums = new();
        (Expr first, Expr second) = (x.Sin(), x.Cos());
        sums.Add(x, first);
        sums.Add(x, second);
        Assert.Equal(new Binary(BinaryKind.Add), sums.Find(x)!.Op);
        Assert.Same(first, sums.Find(x)!.Inputs[0]);
        Assert.Same(second, sums.Find(x)!.Inputs[1]);
    }
}
