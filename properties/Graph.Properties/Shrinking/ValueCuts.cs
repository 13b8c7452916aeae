using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>Plainer arguments: all zeros, all ones, or single elements set to 0, 1 or a small integer.</summary>
public static class ValueCuts
{
    private const long FewElements = 24;

    /// <summary>Every cut of a case.</summary>
    public static IEnumerable<Case> Of(Case subject)
    {
        for (int place = 0; place < subject.Arguments.Length; place++)
        {
            Literal argument = subject.Arguments[place];
            foreach (double value in new double[] { 0, 1 })
            {
                yield return subject with { Arguments = subject.Arguments.SetItem(place, Generation.Values.Everywhere(argument.Type, value)) };
            }
            for (long index = 0; index < argument.Type.ElementCount && argument.Type.ElementCount <= FewElements; index++)
            {
                foreach (double value in new[] { 0, 1, 2, Math.Round(Math.Clamp(argument.ToDouble(index), -99, 99)) })
                {
                    if (!double.IsNaN(value) && value != argument.ToDouble(index) && (argument.Element.IsSigned || value >= 0))
                    {
                        yield return subject with { Arguments = subject.Arguments.SetItem(place, With(argument, index, value)) };
                    }
                }
            }
        }
    }

    private static Literal With(Literal literal, long index, double value) =>
        Literals.With(literal, index, Generation.Values.Everywhere(literal.Type.With(Shape.Scalar), value));
}
