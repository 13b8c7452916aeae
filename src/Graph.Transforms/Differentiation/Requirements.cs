namespace Graph.Transforms;

/// <summary>What both modes of differentiation ask of their operands; each check throws one sentence.</summary>
internal static class Requirements
{
    /// <summary>Checks that every expression has a companion of its own float type.</summary>
    public static void Pairs(string mode, string role, ImmutableArray<Expr> expressions, string companionRole, ImmutableArray<Expr> companions)
    {
        Floats($"{mode} takes {role}s that are floats", expressions);
        if (expressions.Length != companions.Length)
        {
            throw new ShapeException($"{mode} takes one {companionRole} for each {role}, got {companions.Length} for {expressions.Length}");
        }
        foreach ((Expr expression, Expr companion) in expressions.Zip(companions))
        {
            if (expression.Element != companion.Element)
            {
                throw new ElementTypeException($"{mode}: the {companionRole} {companion.Describe()} has another element type than its {role} {expression.Describe()}");
            }
            if (expression.Shape != companion.Shape)
            {
                throw new ShapeException($"{mode}: the {companionRole} {companion.Describe()} has another shape than its {role} {expression.Describe()}");
            }
        }
    }

    /// <summary>Checks that all expressions are floats.</summary>
    public static void Floats(string rule, ImmutableArray<Expr> expressions)
    {
        foreach (Expr expression in expressions)
        {
            if (!expression.Element.IsFloat)
            {
                throw new ElementTypeException($"{rule}, but {expression.Describe()} is {expression.Element.Mnemonic}");
            }
        }
    }

    /// <summary>Checks that a loss can have a gradient.</summary>
    public static void FloatScalar(Expr loss)
    {
        Floats("a loss is a float", [loss]);
        if (loss.Rank != 0)
        {
            throw new ShapeException($"a loss is a scalar, but {loss.Describe()} has shape {loss.Shape}; take its mean or its sum");
        }
    }
}
