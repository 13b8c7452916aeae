using Graph.Lowering;
using Graph.Tests.Cpu;
using static Graph.Ops;

namespace Graph.Tests.GradientChecks;

/// <summary>Checks of code that a backend runs.</summary>
public sealed class BackendTests
{
    [Fact]
    public void A_backend_is_checked_with_the_derivative()
    {
        GradientCheckOptions options = new() { Backend = Backend.Of(Runs.Backend()) };
        Assert.True(GradientCheck.Run(x => Sum(Square(Tanh(x))), [5, 4], seed: 7, order: 2, options: options).Passed);
        GradientCheckReport crooked = GradientCheck.Run(x => Sum(Square(Tanh(x))), [5, 4], seed: 7, options: options with { Backend = Backend.Of(new Crooked()) });
        Assert.Equal(GradientVerdict.WrongDerivative, crooked.Failure?.Verdict);
    }

    [Fact]
    public void An_evaluation_of_ones_own_goes_before_a_backend()
    {
        int calls = 0;
        GradientCheckOptions options = new()
        {
            Backend = Backend.Of(new Crooked()),
            Evaluate = (computation, arguments) =>
            {
                calls++;
                return Graph.Reference.Interpreter.Evaluate(computation, arguments);
            },
        };
        Assert.True(GradientCheck.Run(x => Sum(x * x), [3], options: options).Passed);
        Assert.True(calls > 0);
    }

    /// <summary>Runs gradients wrong: all of their results are doubled.</summary>
    private sealed class Crooked : IBackend
    {
        private readonly IBackend right = Runs.Backend();

        public string Name => "crooked";

        public Target Target => right.Target;

        public IProgram Compile(ExecutionPlan plan) => new CrookedProgram(right.Compile(plan));

        public Buffer Allocate(nint byteLength) => right.Allocate(byteLength);
    }

    private sealed class CrookedProgram(IProgram right) : IProgram
    {
        public ExecutionPlan Plan => right.Plan;

        public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results)
        {
            right.Run(arguments, results);
            if (Plan.Name.EndsWith(".gradient", StringComparison.Ordinal))
            {
                foreach (Buffer result in results)
                {
                    for (long index = 0; index < result.ByteLength / sizeof(double); index++)
                    {
                        result.Write(index, 2 * result.Read<double>(index));
                    }
                }
            }
        }
    }
}
