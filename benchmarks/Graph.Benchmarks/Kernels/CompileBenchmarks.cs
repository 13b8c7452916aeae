using BenchmarkDotNet.Attributes;
using Graph.Cli.Models;
using static Graph.Ops;

namespace Graph.Benchmarks.Kernels;

/// <summary>How long compilation takes in a warm process.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private const double LearningRate = 0.1;
    private readonly CompileOptions cached = Compiled.For(threads: 1);
    private Computation? cnn;

    /// <summary>Traces the training step.</summary>
    [GlobalSetup]
    public void Trace() => cnn = TrainingStep(BuiltInModels.Find("mnist-cnn").Full());

    /// <summary>The training step of <c>mnist-cnn</c>, none of whose kernels was compiled before.</summary>
    [Benchmark]
    public Executable CnnStep() => Compile(cnn!, Compiled.Afresh());

    /// <summary>The same, a structure that was compiled before.</summary>
    [Benchmark]
    public Executable CnnStepAgain() => Compile(cnn!, cached);

    /// <summary>A loss and an SGD update of every trainable parameter.</summary>
    /// <param name="loss">A computation whose first result is the loss.</param>
    public static Computation TrainingStep(Computation loss)
    {
        Expr value = loss.Results[0];
        ImmutableArray<Expr> trained = [.. loss.Parameters.Where(leaf => leaf.Op is IR.Parameter { Role: LeafRole.TrainableLeaf })];
        IEnumerable<Expr> gradients = Differentiate(value, [.. trained]);
        return Computation.Create(
            loss.Name + "_step", loss.Parameters, [value, .. trained.Zip(gradients, (leaf, gradient) => leaf - (LearningRate * gradient))]);
    }
}

/// <summary>How compile time grows with the number of operators.</summary>
[MemoryDiagnoser]
public class ChainBenchmarks
{
    private Computation? chain;

    /// <summary>The number of operators.</summary>
    [Params(100, 1000, 10_000)]
    public int Operators { get; set; }

    /// <summary>Traces the chain.</summary>
    [GlobalSetup]
    public void Trace() => chain = Chain(Operators);

    /// <summary>Compiles a chain of elementwise operators.</summary>
    [Benchmark]
    public Executable CompileChain() => Ops.Compile(chain!, Compiled.Afresh());

    /// <summary>Operators in a row, each using the one before, that no rule makes fewer.</summary>
    /// <param name="operators">How many.</param>
    public static Computation Chain(int operators)
    {
        Expr x = Input("x", [64]), value = x;
        for (int count = 0; count < operators; count++)
        {
            value = (count % 3) switch
            {
                0 => Tanh(value),
                1 => value * x,
                _ => value + x,
            };
        }
        return Computation.Create("chain", [x], [value]);
    }
}
