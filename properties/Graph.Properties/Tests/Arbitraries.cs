using FsCheck;
using FsCheck.Fluent;
using Graph.Properties.Generation;

namespace Graph.Properties.Tests;

/// <summary>What FsCheck needs to draw values of the representation.</summary>
public static class Arbitraries
{
    /// <summary>Shapes of rank 0 to 4 with sizes 0 to 7; they shrink to fewer and smaller sizes.</summary>
    public static Arbitrary<Shape> Shapes() => Arb.From(
        from rank in Gen.Choose(0, 4)
        from sizes in Gen.ArrayOf(Gen.Choose(0, 7), rank)
        select Shape.Create([.. sizes.Select(size => (long)size)]),
        Smaller);

    /// <summary>Permutations of up to six axes.</summary>
    public static Arbitrary<Axes> Permutations() => Arb.From(
        from count in Gen.Choose(0, 6)
        from seed in ArbMap.Default.GeneratorFor<ulong>()
        select new Draw(seed).Permutation(count));

    /// <summary>Random computations with arguments.</summary>
    public static Arbitrary<Case> Cases() => Arb.From(
        from seed in ArbMap.Default.GeneratorFor<uint>()
        from index in Gen.Choose(0, int.MaxValue)
        select CaseGenerator.Generate(seed, index));

    private static IEnumerable<Shape> Smaller(Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            yield return shape.Without([axis]);
            if (shape[axis] > 0)
            {
                yield return shape.With(axis, shape[axis] - 1);
            }
        }
    }
}
