using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>Replaces the elementary functions and random bits in a kernel by instructions that every lane has.</summary>
public static class FunctionExpansion
{
    /// <summary>
    /// The kernel with each elementary function of f32 and f64, each power of floats and each random word written out as arithmetic,
    /// comparisons, selections, conversions, shifts and multiply-adds. Every lane computes the same bits from it. Instructions that
    /// occur twice in a body occur once afterwards.
    /// </summary>
    /// <param name="kernel">What to rewrite; everything but the bodies of its stages stays as it is.</param>
    public static LoopKernel Expand(LoopKernel kernel) => kernel with { Stages = [.. kernel.Stages.Select(Expand)] };

    private static Stage Expand(Stage stage)
    {
        BodyBuilder body = new();
        List<int> renumbered = [];
        foreach (Instruction instruction in stage.Body)
        {
            renumbered.Add(Expand(instruction, body, renumbered));
        }
        return stage with { Body = body.Body, Effects = [.. stage.Effects.Select(effect => Renumber(effect, renumbered))] };
    }

    private static int Expand(Instruction instruction, BodyBuilder body, List<int> renumbered)
    {
        Instruction moved = Renumber(instruction, renumbered);
        return moved switch
        {
            Compute(Unary(var kind), var element, [var x]) when element.IsFloat && ElementaryFunctions.Of(kind) is { } function =>
                function(body.Term(x)).Number,
            Compute(Binary(BinaryKind.Power), _, [var x, var y]) => Powers.Power(body.Term(x), body.Term(y)).Number,
            RandomWord(var key0, var key1, var counter, var element) =>
                RandomWords.Element(body.Term(key0), body.Term(key1), counter, element).Number,
            _ => body.Add(moved),
        };
    }

    private static Instruction Renumber(Instruction instruction, List<int> renumbered) => instruction switch
    {
        Immediate or IndexValue or Test or Earlier => instruction,
        Load load => load with { Place = Renumber(load.Place, renumbered) },
        Compute compute => new Compute(compute.Op, compute.Element, [.. compute.Arguments.Select(argument => renumbered[argument])]),
        MultiplyAdd(var a, var b, var c, var element) => new MultiplyAdd(renumbered[a], renumbered[b], renumbered[c], element),
        RandomWord word => word with { Key0 = renumbered[word.Key0], Key1 = renumbered[word.Key1] },
        _ => throw new System.Diagnostics.UnreachableException($"the expansion knows no {instruction.GetType().Name}"),
    };

    private static Effect Renumber(Effect effect, List<int> renumbered) => effect switch
    {
        Store store => store with { Place = Renumber(store.Place, renumbered), Value = renumbered[store.Value] },
        Keep or Total or Extremum or Combine => effect with { Value = renumbered[effect.Value] },
        _ => throw new System.Diagnostics.UnreachableException($"the expansion knows no {effect.GetType().Name}"),
    };

    private static Place Renumber(Place place, List<int> renumbered) =>
        place.Indirection is { } by ? place with { Indirection = by with { Index = renumbered[by.Index] } } : place;
}
