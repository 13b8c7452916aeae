using Graph.Properties.Checking;
using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>A computation that works element by element, for one element alone: every shape becomes that of a scalar.</summary>
public static class ScalarCut
{
    private const long MostPlaces = 8;

    /// <summary>The case at each of the first few elements; nothing where some operator moves or combines elements.</summary>
    public static IEnumerable<Case> Of(Case subject)
    {
        Shape[] shapes = [.. subject.Computation.Nodes.SelectMany(node => node.ResultType.Tensors).Select(type => type.Shape).Where(shape => shape.Rank > 0).Distinct()];
        if (shapes.Length != 1 || !subject.Computation.Nodes.All(IsElementwise))
        {
            yield break;
        }
        for (long place = 0; place < Math.Min(MostPlaces, shapes[0].ElementCount); place++)
        {
            yield return At(subject, place);
        }
    }

    private static bool IsElementwise(Expr node) =>
        node.Op is Parameter or Constant or Unary or Binary or Compare or Select or Cast or Bitcast or StopGradient
        || (node.Op is Broadcast && node.Inputs[0].Rank == 0);

    private static Case At(Case subject, long place)
    {
        Dictionary<Expr, Expr> made = [];
        foreach (Expr node in subject.Computation.Nodes)
        {
            made.Add(node, node.Op switch
            {
                Parameter leaf => Expr.Create(leaf with { Type = leaf.Type.With(Shape.Scalar) }),
                Constant(var value) => Primitives.Constant(Element(value, place)),
                Broadcast => made[node.Inputs[0]],
                _ => Expr.Create(node.Op, [.. node.Inputs.Select(input => made[input])]),
            });
        }
        return subject with
        {
            Computation = Computation.Create(
                subject.Computation.Name, [.. subject.Computation.Parameters.Select(x => made[x])], [.. subject.Computation.Results.Select(x => made[x])]),
            Arguments = [.. subject.Arguments.Select(argument => Element(argument, place))],
        };
    }

    private static Literal Element(Literal literal, long place) => literal.Type.Rank == 0 ? literal : Literals.Part(literal, Shape.Scalar, _ => place);
}
