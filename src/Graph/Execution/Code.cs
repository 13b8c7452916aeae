using Graph.Lowering;
using Graph.Reference;

namespace Graph;

/// <summary>A computation that a backend has made runnable, by any number of threads at once.</summary>
internal abstract class Code
{
    /// <summary>How it runs; null where nothing was planned.</summary>
    public abstract ExecutionPlan? Plan { get; }

    /// <summary>The parameter in whose memory a result is returned; −1 where it has memory of its own.</summary>
    public abstract int ParameterUnder(int result);

    /// <summary>Memory for a result, of any content.</summary>
    public abstract Buffer Allocate(TensorType type);

    /// <summary>Runs it once.</summary>
    /// <param name="arguments">The memory of each parameter.</param>
    /// <param name="results">The memory of each result: that of the parameter under it, or memory that nothing else uses.</param>
    /// <param name="hasBegun">Becomes true before the first of them is written to.</param>
    public abstract void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun);

    /// <summary>Runs it once, into memory that a failed run may spoil.</summary>
    public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results)
    {
        bool hasBegun = false;
        Run(arguments, results, ref hasBegun);
    }
}

/// <summary>A backend that runs execution plans.</summary>
/// <param name="name">Its name.</param>
/// <param name="choose">Chosen at each compilation.</param>
internal sealed class PlannedBackend(string name, Func<IBackend> choose) : Backend(name)
{
    internal override Code Compile(Computation computation, IReadOnlyList<(int Parameter, int Result)> donated)
    {
        IBackend backend = choose();
        return new PlannedCode(backend, backend.Compile(Planner.Plan(computation, backend.Target, donated: donated)));
    }

    private sealed class PlannedCode(IBackend backend, IProgram program) : Code
    {
        public override ExecutionPlan Plan => program.Plan;

        public override int ParameterUnder(int result)
        {
            int buffer = Plan.Results[result];
            return Plan.Buffers[buffer].Location is InArgument(var parameter) && !Plan.Parameters.Contains(buffer) ? parameter : -1;
        }

        public override Buffer Allocate(TensorType type) => backend.Allocate((nint)type.ByteCount);

        public override void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun) =>
            program.Run(arguments, results, ref hasBegun);
    }
}

/// <summary>The interpreter as a backend.</summary>
internal sealed class ReferenceBackend() : Backend("reference")
{
    internal override Code Compile(Computation computation, IReadOnlyList<(int Parameter, int Result)> donated) =>
        new InterpretedCode(computation, donated.ToDictionary(pair => pair.Result, pair => pair.Parameter));

    private sealed class InterpretedCode(Computation computation, Dictionary<int, int> donated) : Code
    {
        public override ExecutionPlan? Plan => null;

        public override Buffer Allocate(TensorType type) => Buffer.Allocate((nint)type.ByteCount);

        public override int ParameterUnder(int result) => donated.GetValueOrDefault(result, -1);

        public override void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun)
        {
            ImmutableArray<Literal>.Builder values = ImmutableArray.CreateBuilder<Literal>(arguments.Length);
            for (int place = 0; place < arguments.Length; place++)
            {
                values.Add(new Literal(computation.Parameters[place].Type, arguments[place]));
            }
            ImmutableArray<Literal> computed = Interpreter.Evaluate(computation, values.MoveToImmutable());
            // A result may be an argument, or share its memory, and that memory may be what another result is about to be written to.
            if (donated.Count > 0)
            {
                computed = [.. computed.Select(value => Tensor.Copied(value.Type, value.Buffer))];
            }
            hasBegun = true;
            for (int place = 0; place < results.Length; place++)
            {
                computed[place].Buffer.CopyAllTo(results[place]);
            }
        }
    }
}
