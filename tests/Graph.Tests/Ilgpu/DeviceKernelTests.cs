using Graph.Ilgpu;
using Graph.Lowering;
using Graph.Reference;
using Graph.Tests.Lowering;
using static Graph.Ops;

namespace Graph.Tests.Ilgpu;

/// <summary>Totals, rows and partial totals in the forms that schedules give them, on devices.</summary>
public sealed class DeviceKernelTests
{
    /// <summary>Computations whose kernels have several stages, or total over points.</summary>
    public static TheoryData<string> Names => [.. computations.Keys];

    private static readonly Dictionary<string, Func<Expr, ImmutableArray<Expr>>> computations = new()
    {
        ["softmax of long rows"] = x => [Softmax(x, -1)],
        ["sum of everything"] = x => [Sum(x)],
        ["columns by row"] = x => [Sum(x, [0])],
        ["rows and columns and all"] = x => [Sum(x, [1]), Sum(x, [0]), Sum(x)],
        ["rows, then columns of what they make"] = x => [Sum(Softmax(x, -1), [0]), Sum(Exp(x))],
        ["mean and variance"] = x => [Mean(x, [0]), Mean(Square(x - Mean(x, [0], keepDims: true)), [0])],
        ["product of matrices"] = x => [Relu(MatMul(x * 0.1, Transpose(x)) + 0.5)],
        ["products in batches"] = x => [MatMul(Reshape(x * 0.1, [x.Shape[0] / 5, 5, x.Shape[1]]), Transpose(x))],
        ["largest and where"] = x => [Max(x, [1]), ArgMax(x, 1), ArgMax(x, 0)],
        ["running totals"] = x => [CumSum(x, 1), CumSum(x, 0)],
        ["sorted"] = x => [Sort(x, 1), ArgSort(x, 0, descending: true)],
        ["product and any"] = x => [Prod((x * 0.01) + 1, [1]), Any(x > 1.4, [1])],
    };

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_computation_on_OpenCL_is_what_the_reference_says(string name) => Check(Accelerators.OpenCL, name, [70, 300]);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_computation_on_the_simulator_is_what_the_reference_says(string name) => Check(Accelerators.Simulator, name, [5, 40]);

    /// <summary>Constants are what ILGPU rewrites operators by.</summary>
    [SkippableFact]
    public void Integers_beside_constants_on_OpenCL_are_what_the_reference_says()
    {
        foreach (ElementType element in new[] { ElementType.I32, ElementType.I64, ElementType.U32, ElementType.U8 })
        {
            Expr given = Input("x", [41], ElementType.I32);
            Expr x = Cast(given, element);
            IEnumerable<int> values = Enumerable.Range(-8, 17).Where(value => value >= 0 || element.IsSigned);
            Computation computation = Computation.Create(
                "constants", [given], [.. values.SelectMany(value => Beside(x, BroadcastTo(Constant(value, element), x.Shape)))]);
            ImmutableArray<Literal> arguments = [Literal.Generate([41], place => (int)place - 20)];
            ImmutableArray<Literal> expected = Interpreter.Evaluate(computation, arguments);
            ImmutableArray<Literal> actual = Accelerators.Run(Accelerators.OpenCL, computation, arguments);
            for (int place = 0; place < expected.Length; place++)
            {
                Columns.AssertClose(expected[place], actual[place], $"{computation.Results[place]} of {element}");
            }
        }
    }

    [SkippableFact]
    public void Constants_keep_their_bits_on_OpenCL()
    {
        double[] values = [0.0, -0.0, 1, -3, 0.1, 1e300, double.Epsilon, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity];
        foreach (ElementType element in new[] { ElementType.F64, ElementType.F32 })
        {
            Expr x = Input("x", [3], element);
            // Bits, which no rule and no comparison mistakes for others.
            Computation computation = Computation.Create(
                "constants", [x], [.. values.Select(value => Bitcast(Where(x > 0, x, Constant(value, element)), element == ElementType.F64 ? ElementType.I64 : ElementType.I32))]);
            Literal given = element == ElementType.F64 ? Literal.Create<double>([3], [-1, 1, 0]) : Literal.Create<float>([3], [-1, 1, 0]);
            ImmutableArray<Literal> expected = Interpreter.Evaluate(computation, [given]);
            ImmutableArray<Literal> actual = Accelerators.Run(Accelerators.OpenCL, computation, [given]);
            for (int place = 0; place < values.Length; place++)
            {
                Columns.AssertClose(expected[place], actual[place], $"{values[place]} of {element}");
            }
        }
    }

    private static IEnumerable<Expr> Beside(Expr x, Expr c) => Enum.GetValues<BinaryKind>()
        .Where(kind => kind != BinaryKind.Power)
        .SelectMany(kind => new[] { Expr.Create(new Binary(kind), x, c), Expr.Create(new Binary(kind), c, x) });

    [SkippableTheory]
    [InlineData(1L << 17)]
    [InlineData((1L << 18) + 3)]
    public void A_long_sum_is_near_the_exact_one(long count)
    {
        Expr x = Input("x", [count]);
        Literal values = Literal.Generate([count], place => 1f + (place % 7));
        double exact = Enumerable.Range(0, (int)count).Sum(place => 1.0 + (place % 7));
        Literal sum = Accelerators.Run(Accelerators.OpenCL, Computation.Create("long", [x], [Sum(x)]), [values])[0];
        Assert.Equal(1, sum.At<float>(0) / exact, 6);
    }

    [SkippableFact]
    public void Two_runs_give_the_same_bits()
    {
        IlgpuBackend backend = Accelerators.OpenCL;
        Expr x = Input("x", [70, 300]);
        IProgram program = backend.Compile(Planner.Plan(Computation.Create("twice", [x], computations["rows and columns and all"](x)), backend.Target));
        ImmutableArray<Literal> arguments = [Values([70, 300])];
        ImmutableArray<Literal> first = Accelerators.Run(backend, program, arguments);
        Assert.All(first.Zip(Accelerators.Run(backend, program, arguments)), both => Assert.Equal(both.First, both.Second));
    }

    private static Literal Values(Shape shape) => Literal.Generate(shape, place => ((place * 7919 % 1009) / 300f) - 1.5f);

    private static void Check(IlgpuBackend backend, string name, Shape shape)
    {
        Expr x = Input("x", shape);
        Computation computation = Computation.Create("several", [x], computations[name](x));
        ImmutableArray<Literal> arguments = [Values(shape)];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(computation, arguments);
        ImmutableArray<Literal> actual = Accelerators.Run(backend, computation, arguments);
        for (int place = 0; place < expected.Length; place++)
        {
            Columns.AssertClose(expected[place], actual[place], $"result {place} of {name} on {backend.DeviceName}\n{Planner.Plan(computation, backend.Target)}");
        }
    }
}
