using Graph.Codegen;

namespace Graph.Benchmarks.Ulp;

/// <summary>A function compiled for blocks of one length.</summary>
/// <param name="Lane">The width of its vectors, as <c>--lanes</c> names it.</param>
/// <param name="Run">Computes a block of f32; may be called by several threads at once, each with blocks of its own.</param>
public sealed record Kernel(string Lane, Action<float[], float[]> Run)
{
    /// <summary>The lanes, the widest first.</summary>
    public static ImmutableArray<(string Name, LaneWidth Width)> Lanes { get; } =
        [("512", LaneWidth.Lane512), ("256", LaneWidth.Lane256), ("128", LaneWidth.Lane128), ("scalar", LaneWidth.ScalarLane)];

    /// <summary>Compiles a function.</summary>
    public static Kernel Compile(UlpFunction function, string lane, int length)
    {
        Expr x = Ops.Input("x", [length]);
        CompileOptions options = Compiled.For(threads: 1, Lanes.Single(known => known.Name == lane).Width);
        Executable executable = Ops.Compile(inputs: [x], results: [function.Write(x)], options);
        return new Kernel(lane, (input, output) => executable.Run(Tensor.Create<float>(x.Shape, input))[0].CopyTo<float>(output));
    }
}
