using Graph.Transforms;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>A scan has the derivatives of the same recurrence written out, to second order and in both modes.</summary>
public sealed class ScanDerivativeTests
{
    private const int Width = 3;

    /// <summary>How a body makes the next carries and the outputs of (carries, elements of sequences, constants).</summary>
    private delegate (ImmutableArray<Expr> Carries, ImmutableArray<Expr> Outputs) Step(
        ImmutableArray<Expr> carries, ImmutableArray<Expr> elements, ImmutableArray<Expr> constants);

    private sealed record Recurrence(ImmutableArray<TensorType> Carries, ImmutableArray<TensorType> Elements, ImmutableArray<TensorType> Constants, Step Step);

    private static readonly TensorType vector = new(ElementType.F64, [Width]);
    private static readonly TensorType matrix = new(ElementType.F64, [Width, Width]);
    private static readonly TensorType counter = new(ElementType.I32, []);

    private static readonly Dictionary<string, Recurrence> recurrences = new()
    {
        // h′ = tanh(W x + U h + b), every h is an output.
        ["elman"] = new([vector], [vector], [matrix, matrix, vector], (h, x, k) =>
        {
            Expr next = (Times(k[0], x[0]) + Times(k[1], h[0]) + k[2]).Tanh();
            return ([next], [next]);
        }),
        // The same with nothing but the last h as a result.
        ["elman-last"] = new([vector], [vector], [matrix, matrix, vector], (h, x, k) => ([(Times(k[0], x[0]) + Times(k[1], h[0]) + k[2]).Tanh()], [])),
        // A memory cell with two carries, gates and an output that is no carry.
        ["cell"] = new([vector, vector], [vector], [matrix], (s, x, k) =>
        {
            Expr z = Times(k[0], x[0] + s[0]);
            Expr memory = (s[1] * z.Logistic()) + z.Sin();
            return ([memory.Tanh() * z.Cos(), memory], [memory * s[0]]);
        }),
        // A carry that no step changes, a carry that only the second one feeds, and an integer that counts.
        ["mixed"] = new([vector, vector, counter], [vector], [vector], (s, x, k) =>
            ([s[0], (s[1] * s[0] * k[0].Exp()) + x[0], s[2] + 1], [s[1] * s[2].Cast(ElementType.F64), x[0].Broadcast([2, Width], [1]).Sin()])),
        // What a step starts with is an output, and the carry forgets it.
        ["forgetful"] = new([vector], [vector], [vector], (s, x, k) => ([x[0] * k[0]], [s[0].Exp()])),
        // A loop within the loop, and a call in it.
        ["nested"] = new([vector], [matrix], [vector], (s, x, k) =>
        {
            (Expr a, Expr e, Expr c) = (Leaf("a", vector), Leaf("e", vector), Leaf("c", vector));
            Computation product = Computation.Create("product", [a, e], [a * e]);
            Expr inner = ((Expr.Create(new Call(product), a, c) * 0.3) + e).Sin();
            ImmutableArray<Expr> results = Scan(Computation.Create("inner", [a, e, c], [inner, inner * a]), Width, [s[0]], [x[0]], [k[0]]);
            return ([results[0] * k[0]], [results[1]]);
        }),
        // Only rounding reaches the constant.
        ["rounded"] = new([vector], [vector], [vector], (s, x, k) => ([s[0] * x[0]], [s[0] * k[0].Apply(UnaryKind.RoundDown)])),
    };

    public static TheoryData<string, int, bool> Cases
    {
        get
        {
            TheoryData<string, int, bool> cases = [];
            foreach (string name in recurrences.Keys)
            {
                foreach (int length in (int[])[0, 1, 4])
                {
                    cases.Add(name, length, false);
                    cases.Add(name, length, true);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_scan_has_the_derivatives_of_its_steps_written_out(string name, int length, bool reverse)
    {
        Recurrence recurrence = recurrences[name];
        ImmutableArray<Expr> operands =
        [
            .. recurrence.Carries.Select((type, place) => Leaf($"carry{place}", type)),
            .. recurrence.Elements.Select((type, place) => Leaf($"sequence{place}", type.With([length, .. type.Shape]))),
            .. recurrence.Constants.Select((type, place) => Leaf($"constant{place}", type)),
        ];
        ImmutableArray<Literal> arguments = [.. operands.Select((leaf, place) => leaf.Element == ElementType.F64 ? Derivatives.Draw(leaf.Shape, place) : Literal.Scalar(2))];
        ImmutableArray<Expr> by = [.. operands.Where(leaf => leaf.Element == ElementType.F64)];
        ImmutableArray<Literal> looped = DerivativesOf(AsScan(recurrence, operands, length, reverse), operands, by, arguments);
        ImmutableArray<Literal> unrolled = DerivativesOf(Unrolled(recurrence, operands, length, reverse), operands, by, arguments);
        Assert.Equal(unrolled.Length, looped.Length);
        for (int place = 0; place < looped.Length; place++)
        {
            Derivatives.AssertClose($"{name}, derivative {place}", unrolled[place].ToArray<double>(), looped[place].ToArray<double>(), 1e-11);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_scan_has_the_derivatives_that_differences_show(string name, int length, bool reverse)
    {
        Recurrence recurrence = recurrences[name];
        ImmutableArray<Expr> operands =
        [
            .. recurrence.Carries.Select((type, place) => Leaf($"carry{place}", type)),
            .. recurrence.Elements.Select((type, place) => Leaf($"sequence{place}", type.With([length, .. type.Shape]))),
            .. recurrence.Constants.Select((type, place) => Leaf($"constant{place}", type)),
        ];
        ImmutableArray<Literal> arguments = [.. operands.Select((leaf, place) => leaf.Element == ElementType.F64 ? Derivatives.Draw(leaf.Shape, place) : Literal.Scalar(2))];
        Derivatives.Verify(Computation.Create(name, operands, AsScan(recurrence, operands, length, reverse)), arguments, orders: 1);
    }

    private static Expr Times(Expr m, Expr v) => m.Contract(v, [1], [0]);

    // The gradient, the gradient of a weighted gradient, and the forward derivative of the gradient.
    private static ImmutableArray<Literal> DerivativesOf(
        ImmutableArray<Expr> results, ImmutableArray<Expr> operands, ImmutableArray<Expr> by, ImmutableArray<Literal> arguments)
    {
        ImmutableArray<Expr> first = Derivatives.Gradients(Derivatives.Weighted(results, seed: 1), by);
        ImmutableArray<Expr> second = Derivatives.Gradients(Derivatives.Weighted(first, seed: 2), by);
        ImmutableArray<Expr?> forward = ForwardMode.Pushforward(first, by, [.. by.Select((leaf, place) => Constant(Derivatives.Draw(leaf.Shape, 30 + place)))]);
        return Derivatives.Evaluate(operands, [.. first, .. second, .. forward.Zip(by, (tangent, leaf) => tangent ?? Zeros(leaf.Type))], arguments);
    }

    private static ImmutableArray<Expr> AsScan(Recurrence recurrence, ImmutableArray<Expr> operands, int length, bool reverse)
    {
        (int carries, int sequences) = (recurrence.Carries.Length, recurrence.Elements.Length);
        ImmutableArray<Expr> leaves =
            [.. recurrence.Carries.Concat(recurrence.Elements).Concat(recurrence.Constants).Select((type, place) => Leaf($"p{place}", type))];
        (ImmutableArray<Expr> next, ImmutableArray<Expr> outputs) =
            recurrence.Step(leaves[..carries], leaves[carries..(carries + sequences)], leaves[(carries + sequences)..]);
        Computation body = Computation.Create("step", leaves, [.. next, .. outputs]);
        return Scan(body, length, operands[..carries], operands[carries..(carries + sequences)], operands[(carries + sequences)..], reverse);
    }

    private static ImmutableArray<Expr> Unrolled(Recurrence recurrence, ImmutableArray<Expr> operands, int length, bool reverse)
    {
        (int carries, int sequences) = (recurrence.Carries.Length, recurrence.Elements.Length);
        ImmutableArray<Expr> state = operands[..carries];
        SortedDictionary<int, ImmutableArray<Expr>> outputs = [];
        for (int step = 0; step < length; step++)
        {
            int at = reverse ? length - 1 - step : step;
            (state, outputs[at]) = recurrence.Step(state, [.. operands[carries..(carries + sequences)].Select(s => s[at])], operands[(carries + sequences)..]);
        }
        if (length == 0)
        {
            return state;
        }
        int count = outputs[0].Length;
        return
        [
            .. state,
            .. Enumerable.Range(0, count).Select(output => Concatenate([.. outputs.Values.Select(step => step[output].Reshape([1, .. step[output].Shape]))], 0)),
        ];
    }
}
