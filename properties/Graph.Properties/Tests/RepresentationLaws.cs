using FsCheck.Xunit;
using Graph.Properties.Checking;
using Graph.Properties.Generation;

namespace Graph.Properties.Tests;

/// <summary>Laws of the values that computations are made of.</summary>
[Properties(Arbitrary = [typeof(Arbitraries)], MaxTest = 300)]
public sealed class RepresentationLaws
{
    [Property]
    public bool A_shape_equals_its_sizes_made_again(Shape shape) =>
        shape == Shape.Create([.. shape]) && shape.GetHashCode() == Shape.Create([.. shape]).GetHashCode();

    [Property]
    public bool Chosen_and_remaining_axes_share_the_elements(Shape shape, ulong seed)
    {
        Axes chosen = new Draw(seed).SomeAxes(shape.Rank, 0.5);
        return shape.Select(chosen).ElementCount * shape.Without(chosen).ElementCount == shape.ElementCount;
    }

    [Property]
    public bool Strides_number_the_elements(Shape shape)
    {
        // The last element lies at the sum of (size − 1) · stride.
        long last = shape.Zip(shape.Strides).Sum(axis => (axis.First - 1) * axis.Second);
        return shape.ElementCount == 0 || last == shape.ElementCount - 1;
    }

    [Property]
    public bool A_permutation_and_its_inverse_undo_each_other(Axes permutation)
    {
        Axes inverse = permutation.Inverse();
        return inverse.Inverse() == permutation && Enumerable.Range(0, permutation.Count).All(axis => inverse[permutation[axis]] == axis);
    }

    [Property]
    public bool Broadcasting_does_not_care_which_side_comes_first(Shape left, Shape right) =>
        Broadcasting.TryMerge(left, right, out Shape one, out _) == Broadcasting.TryMerge(right, left, out Shape other, out _) && one == other;

    [Property]
    public bool Broadcasting_does_not_care_which_pair_comes_first(Shape a, Shape b, Shape c)
    {
        bool leftFirst = Broadcasting.TryMerge(a, b, out Shape ab, out _) & Broadcasting.TryMerge(ab, c, out Shape left, out _);
        bool rightFirst = Broadcasting.TryMerge(b, c, out Shape bc, out _) & Broadcasting.TryMerge(a, bc, out Shape right, out _);
        // A pair that does not go together may be told apart by either order, so only what both merge is compared.
        return !(leftFirst && rightFirst) || left == right;
    }

    [Property]
    public bool A_shape_broadcasts_to_what_it_merges_to(Shape left, Shape right) =>
        !Broadcasting.TryMerge(left, right, out Shape merged, out _)
        || Primitives.Leaf("x", new TensorType(ElementType.F32, left)).BroadcastTo(merged).Shape == merged;

    [Property(MaxTest = 3000)]
    public bool Every_double_survives_the_text_form_with_its_bits(ulong bits) =>
        Survives(Literal.Create<double>([1], [BitConverter.UInt64BitsToDouble(bits)]));

    [Property(MaxTest = 3000)]
    public bool Every_float_survives_the_text_form_with_its_bits(ulong seed) =>
        Survives(Literal.Create<float>([1], [BitConverter.UInt32BitsToSingle((uint)new Draw(seed).Bits())]));

    [Property]
    public bool Large_literals_survive_the_text_form(Shape shape, ulong seed)
    {
        Draw draw = new(seed);
        return Survives(Literal.Generate(shape, _ => draw.Bits() % 3 == 0 ? -0.0 : BitConverter.UInt64BitsToDouble(draw.Bits())));
    }

    [Property(MaxTest = 150)]
    public bool Structural_equality_and_hash_do_not_care_about_names(Case subject)
    {
        ImmutableArray<Expr> leaves =
            [.. subject.Computation.Parameters.Select((leaf, place) => Expr.Create((Parameter)leaf.Op with { Label = $"other{place}" }))];
        Dictionary<Expr, Expr> made = [];
        foreach ((Expr before, Expr after) in subject.Computation.Parameters.Zip(leaves))
        {
            made.Add(before, after);
        }
        foreach (Expr node in subject.Computation.Nodes.Where(node => node.Op is not Parameter))
        {
            made.Add(node, Expr.Create(node.Op, [.. node.Inputs.Select(input => made[input])]));
        }
        Computation renamed = Computation.Create("renamed", leaves, [.. subject.Computation.Results.Select(result => made[result])]);
        return renamed.StructurallyEquals(subject.Computation) && renamed.GetHashCode() == subject.Computation.GetHashCode();
    }

    [Property(MaxTest = 150)]
    public bool Writing_out_twice_changes_nothing_more(Case subject)
    {
        Computation flat = Rewiring.Flatten(subject.Computation);
        return ReferenceEquals(flat, Rewiring.Flatten(flat));
    }

    private static bool Survives(Literal literal)
    {
        Computation computation = Computation.Create("c", [], [Primitives.Constant(literal)]);
        return TextForm.Parse(TextForm.Print(computation)).Results[0].Op is Constant { Value: var read } && read.Equals(literal);
    }
}
