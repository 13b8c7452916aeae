using Graph.Codegen;

namespace Graph.Benchmarks.Ulp;

/// <summary>A function compiled for blocks of one length.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
/// <param name="Lane">The width of its vectors, as <c>--lanes</c> names it.</param>
/// <param name="Run">Computes a block; may be called by several threads at once, each with blocks of its own.</param>
public sealed record Kernel<T>(string Lane, Action<T[], T[]> Run) where T : unmanaged
{
    /// <summary>Compiles a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="lane">The width of vectors, one of <see cref="Lanes.All"/>.</param>
    /// <param name="length">The number of elements of a block.</param>
    public static Kernel<T> Compile(UlpFunction function, string lane, int length)
    {
        Expr x = Ops.Input("x", [length], ElementTypes.Of<T>());
        Executable executable = Ops.Compile(inputs: [x], results: [function.Write(x)], Compiled.For(threads: 1, Lanes.Width(lane)));
        return new Kernel<T>(lane, (input, output) => executable.Run(Tensor.Create<T>(x.Shape, input))[0].CopyTo<T>(output));
    }
}

/// <summary>The widths of vectors as the command line names them.</summary>
public static class Lanes
{
    private static readonly ImmutableArray<(string Name, LaneWidth Width)> widths =
        [("512", LaneWidth.Lane512), ("256", LaneWidth.Lane256), ("128", LaneWidth.Lane128), ("scalar", LaneWidth.ScalarLane)];

    /// <summary>The names, the widest first.</summary>
    public static ImmutableArray<string> All { get; } = [.. widths.Select(lane => lane.Name)];

    /// <summary>The width of a name.</summary>
    public static LaneWidth Width(string name) => widths.Single(lane => lane.Name == name).Width;
}
