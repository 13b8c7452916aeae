using System.Reflection;

namespace Graph.Tests.IR;

/// <summary>The C# operators: what they make, broadcasting, and numbers that take the element type of the tensor.</summary>
public sealed class ExprOperatorTests
{
    private static readonly Func<Expr, Expr, Expr>[] operators =
    [
        (a, b) => a + b, (a, b) => a - b, (a, b) => a * b, (a, b) => a / b, (a, b) => a % b, (a, b) => a & b, (a, b) => a | b, (a, b) => a ^ b,
        (a, b) => a << b, (a, b) => a >> b, (a, b) => a < b, (a, b) => a > b, (a, b) => a <= b, (a, b) => a >= b,
    ];

    private static readonly Func<Expr, Expr>[] withNumbers =
    [
        a => a + 3, a => a - 3, a => a * 3, a => a / 3, a => a % 3, a => a & 3, a => a | 3, a => a ^ 3, a => a << 3, a => a >> 3, a => a < 3, a => a > 3,
        a => a <= 3, a => a >= 3,
    ];

    private static readonly Func<Expr, Expr>[] ofNumbers =
    [
        a => 3 + a, a => 3 - a, a => 3 * a, a => 3 / a, a => 3 % a, a => 3 & a, a => 3 | a, a => 3 ^ a, a => 3 < a, a => 3 > a, a => 3 <= a, a => 3 >= a,
    ];

    private static readonly string[] names =
        ["add", "subtract", "multiply", "divide", "remainder", "and", "or", "xor", "shift-left", "shift-right", "less", "greater", "less-or-equal", "greater-or-equal"];

    public static TheoryData<string, string, string> Merged => new()
    {
        { "[2,3]", "[2,3]", "[2,3]" }, { "[2,3]", "[3]", "[2,3]" }, { "[2,1]", "[1,3]", "[2,3]" }, { "[]", "[2,3]", "[2,3]" }, { "[1]", "[]", "[1]" },
        { "[1,1,1]", "[2]", "[1,1,2]" }, { "[0]", "[1]", "[0]" }, { "[2,0]", "[2,1]", "[2,0]" }, { "[5,1,3]", "[4,1]", "[5,4,3]" },
    };

    [Fact]
    public void Each_makes_its_operator_on_its_operands_in_order()
    {
        ImmutableArray<Expr> x = Leaves.Of("i32[2]; i32[2]");
        Assert.Equal(names, operators.Select(make => make(x[0], x[1]).Op.Name));
        Assert.All(operators, make => Assert.Equal([x[0], x[1]], make(x[0], x[1]).Inputs.AsEnumerable()));
    }

    [Fact]
    public void A_number_on_either_side_is_filled_to_the_shape()
    {
        Expr x = Leaves.Named("x", "i32[2]");
        Assert.Equal(names, withNumbers.Select(make => make(x).Op.Name));
        Assert.Equal(names.Where(name => !name.StartsWith("shift", StringComparison.Ordinal)), ofNumbers.Select(make => make(x).Op.Name));
        Assert.All(withNumbers, make => AssertSides(make(x), x, 0));
        Assert.All(ofNumbers, make => AssertSides(make(x), x, 1));

        static void AssertSides(Expr node, Expr x, int side)
        {
            Assert.Same(x, node.Inputs[side]);
            Assert.Equal(x.Type, node.Inputs[1 - side].Type);
            Assert.Equal(Literal.Scalar(3), node.Inputs[1 - side].Splat);
        }
    }

    [Fact]
    public void Signs_and_complements()
    {
        ImmutableArray<Expr> x = Leaves.Of("i32[2]; bool[2]");
        Assert.Equal("negate", (-x[0]).Op.Name);
        Assert.Equal("not", (~x[0]).Op.Name);
        Assert.Equal("not", (!x[1]).Op.Name);
        Assert.Equal("! takes bools, but 'a' i32[2] is i32", Assert.Throws<ElementTypeException>(() => !x[0]).Sentence);
    }

    [Theory]
    [MemberData(nameof(Merged))]
    public void Shapes_are_merged_from_the_last_axis(string left, string right, string expected)
    {
        ImmutableArray<Expr> x = Leaves.Of($"f32{left}; f32{right}");
        Expr there = x[0] + x[1], back = x[1] + x[0];

        Assert.Equal($"f32{expected}", there.Type.ToString());
        Assert.Equal($"f32{expected}", back.Type.ToString());
        Assert.All(there.Inputs, operand => Assert.Equal(there.Type, operand.Type));
    }

    [Fact]
    public void An_axis_of_size_one_is_dropped_and_broadcast()
    {
        Expr x = Leaves.Named("x", "f32[2,1,3]");
        Assert.Equal(
            "computation @f(%x: f32[2,1,3]) -> (result: f32[5,2,4,3]) {\n"
            + "  %reshape = reshape[shape=[2,3]](%x) : f32[2,3]\n"
            + "  %broadcast = broadcast[shape=[5,2,4,3], axes=[1,3]](%reshape) : f32[5,2,4,3]\n"
            + "  return %broadcast\n}\n",
            TextForm.Print(Computation.Create("f", [x], [x.BroadcastTo([5, 2, 4, 3])])));
        Assert.Same(x, x.BroadcastTo([2, 1, 3]));
    }

    [Theory]
    [InlineData("f32[2,3]", "f32[2]", "add: 'a' f32[2,3] and 'b' f32[2] cannot be broadcast together: axis 1 of the left operand has size 3, axis 0 of the right one 2")]
    [InlineData("f32[4,3]", "f32[2,3]", "add: 'a' f32[4,3] and 'b' f32[2,3] cannot be broadcast together: axis 0 of the left operand has size 4, axis 0 of the right one 2")]
    [InlineData("f32[0]", "f32[2]", "add: 'a' f32[0] and 'b' f32[2] cannot be broadcast together: axis 0 of the left operand has size 0, axis 0 of the right one 2")]
    public void Shapes_that_cannot_be_merged_are_a_sentence(string left, string right, string expected)
    {
        ImmutableArray<Expr> x = Leaves.Of($"{left}; {right}");
        Assert.Equal(expected, Assert.Throws<ShapeException>(() => x[0] + x[1]).Sentence);
    }

    [Theory]
    [InlineData("f32[2]", new long[] { 3 }, "'a' f32[2] cannot be broadcast to [3]")]
    [InlineData("f32[2,3]", new long[] { 3 }, "'a' f32[2,3] cannot be broadcast to [3]")]
    [InlineData("f32[2]", new long[] { 1 }, "'a' f32[2] cannot be broadcast to [1]")]
    public void A_shape_is_broadcast_to_larger_ones_only(string type, long[] shape, string expected)
    {
        Expr x = Leaves.Of(type)[0];
        Assert.Equal(expected, Assert.Throws<ShapeException>(() => x.BroadcastTo(Shape.Create(shape))).Sentence);
    }

    [Fact]
    public void Two_element_types_are_a_sentence()
    {
        ImmutableArray<Expr> x = Leaves.Of("f32[2]; f64[2]");
        Assert.Equal(
            "add takes operands of one element type, but 'a' f32[2] and 'b' f64[2] differ; cast one of them",
            Assert.Throws<ElementTypeException>(() => x[0] + x[1]).Sentence);
    }

    [Fact]
    public void Numbers_take_the_element_type_of_the_tensor()
    {
        static Literal? Right(string type, Func<Expr, Expr> make) => make(Leaves.Named("x", type)).Inputs[1].Splat;

        Assert.Equal(Literal.Scalar(1f), Right("f32[2]", x => x + 1));
        Assert.Equal(Literal.Scalar(0.1f), Right("f32[2]", x => x * 0.1));
        Assert.Equal(Literal.Scalar(0.1), Right("f64[]", x => x * 0.1));
        Assert.Equal(Literal.Scalar((double)0.1f), Right("f64[]", x => x * 0.1f));
        Assert.Equal(Literal.Scalar((byte)255), Right("u8[2]", x => x + 255));
        Assert.Equal(Literal.Scalar(5_000_000_000), Right("i64[2]", x => x + 5_000_000_000));
        Assert.Equal(Literal.Scalar(4_000_000_000), Right("u32[2]", x => x + 4_000_000_000));
        Assert.Equal(Literal.Scalar(true), Right("bool[2]", x => x & true));
        Assert.Equal(Literal.Scalar(float.PositiveInfinity), Right("f32[]", x => x + 1e300));

        // 2^24 + 1 halves exactly between two singles; 2^53 + 2^29 + 1 would round to the wrong one by way of a double.
        Assert.Equal(Literal.Scalar(16777216f), Right("f32[]", x => x + 16777217));
        Assert.Equal(Literal.Scalar(9007200328482816f), Right("f32[]", x => x + 9007199791611905));
    }

    [Theory]
    [InlineData("i32[2]", 1.5, "1.5", "i32")]
    [InlineData("i32[2]", 1.0, "1.0", "i32")]
    [InlineData("u8[2]", 300, "300", "u8")]
    [InlineData("u32[2]", -1, "-1", "u32")]
    [InlineData("i32[2]", 2147483648L, "2147483648", "i32")]
    [InlineData("bool[2]", 1, "1", "bool")]
    [InlineData("f32[2]", true, "true", "f32")]
    public void A_number_that_does_not_fit_is_a_sentence(string type, object number, string written, string element)
    {
        Scalar scalar = number switch
        {
            int value => value,
            long value => value,
            double value => value,
            bool value => value,
            _ => throw new ArgumentException(number.ToString()),
        };
        Expr x = Leaves.Named("x", type);
        Assert.Equal(
            $"the constant {written} cannot be {element}, the element type it meets here; constants never promote a tensor, so cast the tensor first",
            Assert.Throws<ElementTypeException>(() => x + scalar).Sentence);
    }

    [Theory]
    [InlineData("op_Equality")]
    [InlineData("op_Inequality")]
    public void Comparing_expressions_for_equality_does_not_compile(string name)
    {
        ObsoleteAttribute attribute = typeof(Expr).GetMethod(name)!.GetCustomAttribute<ObsoleteAttribute>()!;
        Assert.True(attribute.IsError);
        Assert.Contains("write Equal(a, b)", attribute.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_are_equal_to_themselves_alone()
    {
        Expr x = Leaves.Named("x", "f32[]");
        Expr one = x.Exp(), other = x.Exp();
        Assert.True(one.Equals(one));
        Assert.False(one.Equals(other));
        Assert.False(one is null);
        Assert.Equal(2, new HashSet<Expr> { one, other, one }.Count);
    }
}
