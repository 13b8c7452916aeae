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
        return stage with { Body = body.ToBody(), Effects = [.. stage.Effects.Select(effect => effect.Renumber(value => renumbered[value]))] };
    }

    private static int Expand(Instruction instruction, BodyBuilder body, List<int> renumbered)
    {
        Instruction moved = instruction.Renumber(argument => renumbered[argument]);
        return moved switch
        {
            Compute(Unary(var kind), var element, [var x]) when element.IsFloat && ElementaryFunctions.Of(kind) is { } function =>
                function(new Term(body, x)).Number,
            Compute(Binary(BinaryKind.Power), _, [var x, var y]) => Powers.Power(new Term(body, x), new Term(body, y)).Number,
            RandomWord(var key0, var key1, var counter, var element) =>
                RandomWords.Element(new Term(body, key0), new Term(body, key1), counter, element).Number,
            _ => body.Emit(moved),
        };
    }
}
