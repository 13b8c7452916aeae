using Graph.Cpu;
using Graph.Lowering;
using Graph.Tests.Cpu;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Training;

/// <summary>What is left of a state when a step on it fails.</summary>
public sealed class StateFailureTests
{
    private static readonly Expr Weight = Parameter("layer/w", [2]), Bias = Parameter("layer/b", [2]);
    private static readonly Tensor A = new float[] { 1, 2 }, B = new float[] { 10, 20 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_that_wrote_nothing_leaves_the_state_and_another_one_loses_it(bool hasBegun)
    {
        Failing backend = new();
        TrainStep step = Exchange(backend);
        TrainState state = new(("layer/w", A), ("layer/b", B));
        backend.Fails = (ref bool begun) =>
        {
            begun = hasBegun;
            throw new InvalidTimeZoneException();
        };
        Assert.Throws<InvalidTimeZoneException>(() => step.Run(state, ReadOnlySpan<Tensor>.Empty));
        backend.Fails = null;
        if (hasBegun)
        {
            BindingException lost = Assert.Throws<BindingException>(() => state["layer/w"]);
            Assert.Equal("the state was lost when a step on it failed; go on from a Clone, or begin anew", lost.Sentence);
            Assert.IsType<InvalidTimeZoneException>(lost.InnerException);
        }
        else
        {
            Assert.Equal([1f, 2], state["layer/w"].ToArray<float>());
            (state, _) = step.Run(state, ReadOnlySpan<Tensor>.Empty);
            Assert.Equal([10f, 20], state["layer/w"].ToArray<float>());
            Assert.Equal([1f, 2], state["layer/b"].ToArray<float>());
            Assert.Equal(1, state.Generation);
        }
    }

    [Fact]
    public void Spare_memory_is_the_backends_and_a_state_stays_where_there_is_none()
    {
        Failing backend = new();
        TrainStep step = Exchange(backend);
        TrainState state = new(("layer/w", A), ("layer/b", B));
        backend.Allocated = -1;
        Assert.Throws<InsufficientMemoryException>(() => step.Run(state, ReadOnlySpan<Tensor>.Empty));
        backend.Allocated = 0;
        (state, _) = step.Run(state, ReadOnlySpan<Tensor>.Empty);
        Assert.Equal([10f, 20], state["layer/w"].ToArray<float>());
        // Neither leaf can be updated in place by this backend.
        Assert.Equal(2, backend.Allocated);
        (state, _) = step.Run(state, ReadOnlySpan<Tensor>.Empty);
        Assert.Equal([1f, 2], state["layer/w"].ToArray<float>());
        Assert.Equal(2, backend.Allocated);
    }

    [Fact]
    public void A_step_whose_intermediates_find_no_memory_leaves_the_state()
    {
        // Half a petabyte, which no processor can address.
        Expr sums = CumSum(BroadcastTo(Sum(Weight), [1L << 47]), 0);
        TrainStep huge = CompileStep([], [Weight], [Weight + 1], [("sum", Max(sums))], Backends.On("cpu"));
        TrainStep small = CompileStep([], [Weight], [Weight + 1], [("sum", Sum(Weight))], Backends.On("cpu"));
        TrainState state = new(("layer/w", A));
        Assert.Throws<OutOfMemoryException>(() => huge.Run(state, ReadOnlySpan<Tensor>.Empty));
        (state, Tensor sum) = small.Run(state, ReadOnlySpan<Tensor>.Empty);
        Assert.Equal(3f, (float)sum);
        Assert.Equal([2f, 3], state["layer/w"].ToArray<float>());
    }

    private static TrainStep Exchange(Failing backend) =>
        CompileStep([], [Weight, Bias], [Bias, Weight], ImmutableArray<Expr>.Empty, new CompileOptions { Backend = Backend.Of(backend) });

    private delegate void Failure(ref bool hasBegun);

    /// <summary>The CPU, but for runs that fail and memory that is counted.</summary>
    private sealed class Failing : IBackend
    {
        private readonly CpuBackend right = Runs.Backend();

        public Failure? Fails { get; set; }

        /// <summary>How many buffers; -1 where there is none to be had.</summary>
        public int Allocated { get; set; }

        public string Name => "failing";

        public Target Target => right.Target;

        public IProgram Compile(ExecutionPlan plan) => new FailingProgram(this, right.Compile(plan));

        public Buffer Allocate(nint byteLength)
        {
            Allocated = Allocated < 0 ? throw new InsufficientMemoryException() : Allocated + 1;
            return right.Allocate(byteLength);
        }
    }

    private sealed class FailingProgram(Failing backend, IProgram right) : IProgram
    {
        public ExecutionPlan Plan => right.Plan;

        public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results) => right.Run(arguments, results);

        public void Run(ReadOnlySpan<Buffer> arguments, ReadOnlySpan<Buffer> results, ref bool hasBegun)
        {
            backend.Fails?.Invoke(ref hasBegun);
            right.Run(arguments, results, ref hasBegun);
        }
    }
}
