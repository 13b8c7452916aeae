using System.Globalization;
using System.Linq.Expressions;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Functions;

/// <summary>
/// A kernel of one elementwise operator, expanded, as a delegate on scalars: each instruction of the body is one expression of C#, with
/// the meaning that the operator has. Fast enough to try many arguments.
/// </summary>
internal sealed class ExpandedBody
{
    private readonly Stage stage;
    private readonly List<ParameterExpression> scalars = [];
    private readonly List<Expression> steps = [];

    private ExpandedBody(Stage stage) => this.stage = stage;

    /// <summary>The expanded kernel of an operator on scalars.</summary>
    public static LoopKernel Expand(Op op, ElementType element)
    {
        int count = op is Binary ? 2 : 1;
        Place At(int operand) => new(operand, IndexMap.Zero, Guard.Always);
        TensorType type = new(element, []);
        Literal zero = ((Scalar)0).ToLiteral(element);
        Instruction[] body =
        [
            .. Enumerable.Range(0, count).Select(operand => new Load(At(operand), zero)),
            new Compute(op, element, [.. Enumerable.Range(0, count)]),
        ];
        KernelOperand[] operands =
        [
            .. Enumerable.Repeat(new KernelOperand(type, OperandAccess.Read), count),
            new KernelOperand(type, OperandAccess.Write),
        ];
        LoopKernel kernel = new([.. operands], [], [new Stage(StagePhase.AtPoint, [], [.. body], [new Store(At(count), count)])]);
        KernelVerifier.Verify(kernel);
        return FunctionExpansion.Expand(kernel);
    }

    /// <summary>A function of one or two arguments.</summary>
    /// <typeparam name="TFunction">A Func of the element's C# type.</typeparam>
    public static TFunction Compile<TFunction>(Op op, ElementType element) where TFunction : Delegate =>
        Compile<TFunction>(Expand(op, element));

    /// <summary>The value that the only stage of a kernel stores, as a function of what it loads, in order.</summary>
    public static TFunction Compile<TFunction>(LoopKernel kernel) where TFunction : Delegate
    {
        KernelVerifier.Verify(kernel);
        ExpandedBody body = new(kernel.Stages[0]);
        List<ParameterExpression> arguments = [];
        foreach (Instruction instruction in body.stage.Body)
        {
            ParameterExpression scalar = Expression.Variable(TypeOf(instruction.Element));
            body.scalars.Add(scalar);
            if (instruction is Load)
            {
                arguments.Add(scalar);
                continue;
            }
            body.steps.Add(Expression.Assign(scalar, body.Step(instruction)));
        }
        body.steps.Add(body.scalars[body.stage.Effects[0].Value]);
        BlockExpression block = Expression.Block(body.scalars.Except(arguments), body.steps);
        return Expression.Lambda<TFunction>(block, arguments).Compile();
    }

    private Expression Step(Instruction instruction) => instruction switch
    {
        Immediate(var value) => Constant(value),
        IndexValue({ IsConstant: true } map, ElementType.I64) => Expression.Constant(map.Constant),
        IndexValue({ IsConstant: true } map, _) => Expression.Constant((int)map.Constant),
        MultiplyAdd(var a, var b, var c, ElementType.F32) =>
            Expression.Call(((Func<float, float, float, float>)MathF.FusedMultiplyAdd).Method, scalars[a], scalars[b], scalars[c]),
        MultiplyAdd(var a, var b, var c, _) =>
            Expression.Call(((Func<double, double, double, double>)Math.FusedMultiplyAdd).Method, scalars[a], scalars[b], scalars[c]),
        Compute(var op, var element, var arguments) => Apply(op, element, [.. arguments.Select(argument => scalars[argument])]),
        _ => throw new NotSupportedException(instruction.ToString()),
    };

    private static Expression Apply(Op op, ElementType element, ImmutableArray<ParameterExpression> x) => op switch
    {
        Binary(BinaryKind.Add) => Expression.Add(x[0], x[1]),
        Binary(BinaryKind.Subtract) => Expression.Subtract(x[0], x[1]),
        Binary(BinaryKind.Multiply) => Expression.Multiply(x[0], x[1]),
        Binary(BinaryKind.Divide) when element.IsFloat => Expression.Divide(x[0], x[1]),
        Binary(BinaryKind.Larger) => Expression.Call(typeof(Math), nameof(Math.Max), null, x[0], x[1]),
        Binary(BinaryKind.Smaller) => Expression.Call(typeof(Math), nameof(Math.Min), null, x[0], x[1]),
        Binary(BinaryKind.BitwiseAnd) => Expression.And(x[0], x[1]),
        Binary(BinaryKind.BitwiseOr) => Expression.Or(x[0], x[1]),
        Binary(BinaryKind.BitwiseXor) => Expression.ExclusiveOr(x[0], x[1]),
        Binary(BinaryKind.ShiftLeft) => Shift(x, Expression.LeftShift, element),
        Binary(BinaryKind.ShiftRight) => Shift(x, Expression.RightShift, element),
        Unary(UnaryKind.Negate) => Expression.Negate(x[0]),
        Unary(UnaryKind.Complement) => Expression.Not(x[0]),
        Unary(UnaryKind.Absolute) when element.IsFloat => Expression.Call(typeof(Math), nameof(Math.Abs), null, x[0]),
        Unary(UnaryKind.SquareRoot) => InDouble(nameof(Math.Sqrt), x[0]),
        Unary(UnaryKind.RoundToEven) => InDouble(nameof(Math.Round), x[0]),
        Compare(CompareKind.EqualTo) => Expression.Equal(x[0], x[1]),
        Compare(CompareKind.NotEqualTo) => Expression.NotEqual(x[0], x[1]),
        Compare(CompareKind.LessThan) => Expression.LessThan(x[0], x[1]),
        Compare(CompareKind.LessOrEqualTo) => Expression.LessThanOrEqual(x[0], x[1]),
        Compare(CompareKind.GreaterThan) => Expression.GreaterThan(x[0], x[1]),
        Compare(CompareKind.GreaterOrEqualTo) => Expression.GreaterThanOrEqual(x[0], x[1]),
        Graph.IR.Select => Expression.Condition(x[0], x[1], x[2]),
        // Saturation is not written out here: functions convert no float to an integer.
        Cast when !(IsFloat(x[0]) && !element.IsFloat) => Expression.Convert(x[0], TypeOf(element)),
        Graph.IR.Bitcast => Reread(x[0], TypeOf(element)),
        _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{op.Name} of {element.Mnemonic}")),
    };

    // Both are exact or rounded correctly in f32 when they are taken in f64.
    private static UnaryExpression InDouble(string function, Expression x) =>
        Expression.Convert(Expression.Call(typeof(Math), function, null, Expression.Convert(x, typeof(double))), x.Type);

    private static bool IsFloat(Expression x) => x.Type == typeof(float) || x.Type == typeof(double);

    private static ConditionalExpression Shift(
        ImmutableArray<ParameterExpression> x, Func<Expression, Expression, BinaryExpression> shift, ElementType element)
    {
        int width = 8 * element.ByteSize;
        Expression bits = Expression.Convert(x[1], typeof(int));
        Expression isWithin = Expression.LessThan(Expression.Convert(bits, typeof(uint)), Expression.Constant((uint)width));
        return Expression.Condition(isWithin, shift(x[0], bits), Expression.Default(x[0].Type));
    }

    private static Expression Reread(Expression x, Type type)
    {
        if (x.Type == type)
        {
            return x;
        }
        string name = $"{x.Type.Name}To{type.Name}Bits";
        return name switch
        {
            "SingleToInt32Bits" => Expression.Call(((Func<float, int>)BitConverter.SingleToInt32Bits).Method, x),
            "Int32ToSingleBits" => Expression.Call(((Func<int, float>)BitConverter.Int32BitsToSingle).Method, x),
            "DoubleToInt64Bits" => Expression.Call(((Func<double, long>)BitConverter.DoubleToInt64Bits).Method, x),
            "Int64ToDoubleBits" => Expression.Call(((Func<long, double>)BitConverter.Int64BitsToDouble).Method, x),
            _ => throw new NotSupportedException(name),
        };
    }

    private static ConstantExpression Constant(Literal value) => value.Element switch
    {
        ElementType.F32 => Expression.Constant(value.At<float>(0)),
        ElementType.F64 => Expression.Constant(value.At<double>(0)),
        ElementType.I32 => Expression.Constant(value.At<int>(0)),
        ElementType.I64 => Expression.Constant(value.At<long>(0)),
        ElementType.U32 => Expression.Constant(value.At<uint>(0)),
        ElementType.U8 => Expression.Constant(value.At<byte>(0)),
        ElementType.Bool => Expression.Constant(value.At<bool>(0)),
    };

    private static Type TypeOf(ElementType element) => element switch
    {
        ElementType.F32 => typeof(float),
        ElementType.F64 => typeof(double),
        ElementType.I32 => typeof(int),
        ElementType.I64 => typeof(long),
        ElementType.U32 => typeof(uint),
        ElementType.U8 => typeof(byte),
        ElementType.Bool => typeof(bool),
    };
}
