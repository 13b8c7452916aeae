using static Graph.Ops;

namespace Graph.Cli.Models;

/// <summary>What several models are made of.</summary>
internal static class Blocks
{
    /// <summary>A dense layer <c>x·w + b</c> over the last axis, with parameters <c>name/w</c> and <c>name/b</c>.</summary>
    public static Expr Dense(string name, Expr x, long units)
    {
        Expr w = Parameter($"{name}/w", [x.Shape[^1], units]);
        Expr b = Parameter($"{name}/b", [units]);
        return MatMul(x, w) + b;
    }
}
