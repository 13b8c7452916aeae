namespace Graph.Lowering;

/// <summary>
/// Makes one instruction, rounded once, of a product of floats and the sum or difference that alone uses it. Of two products the first is
/// taken in. A difference takes a factor or the summand negated, which is exact.
/// </summary>
internal static class FuseMultiplyAdd
{
    public static LoopKernel Apply(LoopKernel kernel)
    {
        Sequence<Stage> stages = [.. kernel.Stages.Select(Fuse)];
        return stages == kernel.Stages ? kernel : kernel with { Stages = stages };
    }

    private static Stage Fuse(Stage stage)
    {
        int[] uses = stage.Uses();
        BodyBuilder body = new();
        List<int> numbers = [];
        bool isChanged = false;
        foreach (Instruction instruction in stage.Body)
        {
            Instruction? fused = instruction is Compute(Binary(var kind), { IsFloat: true }, [var left, var right])
                ? Contract(body, kind, left, right, operand => ProductOf(stage, uses, operand), numbers)
                : null;
            isChanged |= fused is not null;
            numbers.Add(body.Emit(fused ?? instruction.Renumber(argument => numbers[argument])));
        }
        return isChanged
            ? (stage with { Body = body.ToBody(), Effects = [.. stage.Effects.Select(effect => effect.Renumber(value => numbers[value]))] })
                .WithoutUnused()
            : stage;
    }

    private static MultiplyAdd? Contract(
        BodyBuilder body, BinaryKind kind, int left, int right, Func<int, Compute?> productOf, List<int> numbers)
    {
        if (kind is not (BinaryKind.Add or BinaryKind.Subtract))
        {
            return null;
        }
        bool negates = kind == BinaryKind.Subtract;
        if (productOf(left) is { } first)
        {
            int summand = numbers[right];
            return new MultiplyAdd(
                numbers[first.Arguments[0]], numbers[first.Arguments[1]], negates ? Negated(body, summand) : summand, first.Element);
        }
        if (productOf(right) is { } second)
        {
            (int a, int b) = (numbers[second.Arguments[0]], numbers[second.Arguments[1]]);
            // A constant factor is negated for nothing.
            (a, b) = !negates ? (a, b) : body[b] is Immediate ? (a, Negated(body, b)) : (Negated(body, a), b);
            return new MultiplyAdd(a, b, numbers[left], second.Element);
        }
        return null;
    }

    private static Compute? ProductOf(Stage stage, int[] uses, int operand) =>
        uses[operand] == 1 && stage.Body[operand] is Compute { Op: Binary(BinaryKind.Multiply) } product ? product : null;

    private static int Negated(BodyBuilder body, int value) => body[value] switch
    {
        Immediate(var literal) when literal.Element == ElementType.F32 => body.Emit(new Immediate(Literal.Scalar(-literal.At<float>(0)))),
        Immediate(var literal) when literal.Element == ElementType.F64 => body.Emit(new Immediate(Literal.Scalar(-literal.At<double>(0)))),
        var other => body.Emit(new Compute(new Unary(UnaryKind.Negate), other.Element, [value])),
    };
}
