using System.Diagnostics;
using Graph.Transforms;

namespace Graph.Tests.Derivatives;

/// <summary>Every operator's derivatives, on every sample of it in f64, with values away from kinks.</summary>
public sealed class OperatorDerivativeTests
{
    /// <summary>Operators that no derivative passes through, with the reason.</summary>
    private static readonly Dictionary<string, string> Exempt = new()
    {
        [nameof(Parameter)] = "a leaf",
        [nameof(Constant)] = "a leaf",
        [nameof(Iota)] = "a leaf",
        [nameof(Compare)] = "yields bools",
        [nameof(ArgReduce)] = "yields indices",
        [nameof(RandomBits)] = "yields bits",
        [nameof(StopGradient)] = "its derivative is taken to be zero",
        [nameof(Project)] = "a name for a result, not an operator: its place is that of the result",
        ["not"] = "takes bits",
        ["and"] = "takes bits",
        ["or"] = "takes bits",
        ["xor"] = "takes bits",
        ["shift-left"] = "takes bits",
        ["shift-right"] = "takes bits",
    };

    /// <summary>Every operator, those with kinds by their kind.</summary>
    public static TheoryData<string> Names => [.. Cases().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_agree_with_differences_and_forward_with_reverse_mode(string name)
    {
        ImmutableArray<OperatorSample> samples = [.. OperatorSamples.All.Where(sample => NameOf(sample.Operator) == name && IsDifferentiable(sample))];
        Assert.Equal(Exempt.ContainsKey(name), samples.IsEmpty);
        foreach (OperatorSample sample in samples)
        {
            Derivatives.Verify(sample.Computation, [.. sample.Arguments.Select((argument, place) => Draw(sample, argument, place))]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_have_the_types_of_what_they_are_derivatives_of(string name)
    {
        foreach (OperatorSample sample in OperatorSamples.All.Where(sample => NameOf(sample.Operator) == name))
        {
            ImmutableArray<Expr> results = [.. sample.Computation.Results.Where(result => result.Element.IsFloat)];
            ImmutableArray<Expr> by = [.. sample.Computation.Parameters.Where(parameter => parameter.Element.IsFloat)];
            ImmutableArray<Expr> seeds = [.. results.Select((result, place) => Primitives.Leaf($"seed{place}", result.Type))];
            ImmutableArray<Expr> tangents = [.. by.Select((leaf, place) => Primitives.Leaf($"tangent{place}", leaf.Type))];
            foreach ((Expr? derivative, Expr of) in ReverseMode.Pullback(results, seeds, by).Zip(by).Concat(ForwardMode.Pushforward(results, by, tangents).Zip(results)))
            {
                Assert.True(derivative is null || derivative.Type == of.Type, $"{derivative?.Type} of {of.Type} in {sample}");
            }
        }
    }

    private static IEnumerable<string> Cases() =>
        typeof(Op).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Op)))
            .SelectMany(type => type.Name switch
            {
                nameof(Unary) => Enum.GetValues<UnaryKind>().Select(kind => kind.Mnemonic),
                nameof(Binary) => Enum.GetValues<BinaryKind>().Select(kind => kind.Mnemonic),
                nameof(Reduce) => Enum.GetValues<ReduceKind>().Select(kind => $"Reduce {kind.Mnemonic}"),
                nameof(Cumulative) => Enum.GetValues<ReduceKind>().Select(kind => $"Cumulative {kind.Mnemonic}"),
                nameof(Scatter) => Enum.GetValues<ScatterKind>().Select(kind => $"Scatter {kind.Mnemonic}"),
                _ => [type.Name],
            });

    private static string NameOf(Op op) => op switch
    {
        Unary unary => unary.Kind.Mnemonic,
        Binary binary => binary.Kind.Mnemonic,
        Reduce reduce => $"Reduce {reduce.Kind.Mnemonic}",
        Cumulative cumulative => $"Cumulative {cumulative.Kind.Mnemonic}",
        Scatter scatter => $"Scatter {scatter.Kind.Mnemonic}",
        _ => op.GetType().Name,
    };

    // Samples of exempt operators have floats neither among operands and results, or have no operand.
    private static bool IsDifferentiable(OperatorSample sample) =>
        sample.Operator is not (StopGradient or Project or Parameter)
        && !(sample.Operator is Gather(var batch) && sample.Arguments[0].Shape[batch] == 0)
        && sample.Arguments.Any(argument => argument.Element == ElementType.F64)
        && sample.Computation.Results.Any(result => result.Element == ElementType.F64);

    // An index out of range reads NaN, which has no differences: indices wrap here, and have tests of their own.
    private static Literal Wrap(Literal indices, long size) => indices.Element switch
    {
        ElementType.I32 => Literal.Generate(indices.Shape, place => (int)(Math.Abs(indices.At<int>(place)) % size)),
        ElementType.I64 => Literal.Generate(indices.Shape, place => Math.Abs(indices.At<long>(place)) % size),
        ElementType.U32 => Literal.Generate(indices.Shape, place => (uint)(indices.At<uint>(place) % size)),
        ElementType.U8 => Literal.Generate(indices.Shape, place => (byte)(indices.At<byte>(place) % size)),
        _ => throw new UnreachableException($"{indices.Type} are no indices"),
    };

    private static Literal Draw(OperatorSample sample, Literal argument, int place)
    {
        bool positive = sample.Operator is Unary(UnaryKind.SquareRoot or UnaryKind.NaturalLogarithm or UnaryKind.Logarithm1Plus) or Binary(BinaryKind.Power) && place == 0;
        return argument.Element == ElementType.F64 ? Derivatives.Draw(argument.Shape, seed: 7 + (3 * place), positive)
            : sample.Operator is Gather(var batch) ? Wrap(argument, sample.Arguments[0].Shape[batch])
            : argument;
    }
}
