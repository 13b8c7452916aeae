namespace Graph.Tests.IR;

/// <summary>An operator, the types of operands called a, b, c, …, and the type of the result or the sentence that says what is wrong.</summary>
public sealed record Typing(Op Op, string Operands, string Expected)
{
    public override string ToString() => $"{Op} of {Operands}";
}

/// <summary>The type that each operator gives its result.</summary>
public sealed class InferenceTests
{
    public static TheoryData<Typing> Right =>
    [
        // Leaves.
        new(new Parameter("x", Leaves.Type("f32[2]")), "", "f32[2]"),
        new(new Constant(Literal.Create<long>([2], [1, 2])), "", "i64[2]"),
        new(new Iota(Leaves.Type("u8[2,3]"), 1), "", "u8[2,3]"),

        // Elementwise.
        new(new Unary(UnaryKind.Negate), "u32[2,3]", "u32[2,3]"),
        new(new Unary(UnaryKind.Signum), "i64[]", "i64[]"),
        new(new Unary(UnaryKind.Exponential), "f64[0]", "f64[0]"),
        new(new Unary(UnaryKind.Complement), "bool[2]", "bool[2]"),
        new(new Unary(UnaryKind.Complement), "u8[2]", "u8[2]"),
        new(new Binary(BinaryKind.Add), "u8[2]; u8[2]", "u8[2]"),
        new(new Binary(BinaryKind.Power), "f32[2]; f32[2]", "f32[2]"),
        new(new Binary(BinaryKind.BitwiseXor), "bool[2]; bool[2]", "bool[2]"),
        new(new Binary(BinaryKind.ShiftLeft), "i32[2]; i32[2]", "i32[2]"),
        new(new Compare(CompareKind.LessThan), "f32[2,3]; f32[2,3]", "bool[2,3]"),
        new(new Compare(CompareKind.EqualTo), "bool[2]; bool[2]", "bool[2]"),
        new(new Select(), "bool[2]; i32[2]; i32[2]", "i32[2]"),
        new(new Cast(ElementType.Bool), "f32[2,3]", "bool[2,3]"),
        new(new Bitcast(ElementType.F32), "u32[2,3]", "f32[2,3]"),
        new(new Bitcast(ElementType.I64), "f64[]", "i64[]"),
        new(new StopGradient(), "i32[4]", "i32[4]"),

        // Movement.
        new(new Reshape([3, 2]), "f32[2,3]", "f32[3,2]"),
        new(new Reshape([]), "f32[1,1]", "f32[]"),
        new(new Reshape([0, 7]), "f32[3,0]", "f32[0,7]"),
        new(new Transpose([2, 0, 1]), "f32[2,3,4]", "f32[4,2,3]"),
        new(new Transpose([]), "f32[]", "f32[]"),
        new(new Broadcast([2, 3, 4], [1]), "f32[3]", "f32[2,3,4]"),
        new(new Broadcast([2, 3], []), "bool[]", "bool[2,3]"),
        new(new Broadcast([0, 3], [1]), "f32[3]", "f32[0,3]"),
        new(new Slice([1, 0], [5, 3], [2, 1]), "f32[6,3]", "f32[2,3]"),
        new(new Slice([1], [6], [2]), "f32[6]", "f32[3]"),
        new(new Slice([3], [3], [1]), "f32[6]", "f32[0]"),
        new(new Slice([0], [6], [long.MaxValue]), "f32[6]", "f32[1]"),
        new(new Pad([1, -1], [2, 0], [0, 0]), "f32[3,4]; f32[]", "f32[6,3]"),
        new(new Pad([0], [0], [2]), "f32[4]; f32[]", "f32[10]"),
        new(new Pad([1], [1], [5]), "f32[0]; f32[]", "f32[2]"),
        new(new Pad([-2], [-2], [0]), "i32[4]; i32[]", "i32[0]"),
        new(new Pad([-5], [0], [2]), "i32[4]; i32[]", "i32[5]"),
        new(new Pad([long.MinValue], [long.MaxValue], [0]), "i32[4]; i32[]", "i32[3]"),
        new(new Concatenate(1), "f32[2,3]; f32[2,0]; f32[2,4]", "f32[2,7]"),
        new(new Concatenate(0), "bool[2]", "bool[2]"),
        new(new Reverse([1, 0]), "f32[2,3]", "f32[2,3]"),

        // Reductions.
        new(new Reduce(ReduceKind.SumOf, [0, 2]), "f32[2,3,4]", "f32[3]"),
        new(new Reduce(ReduceKind.SumOf, []), "f32[2]", "f32[2]"),
        new(new Reduce(ReduceKind.ProductOf, [0]), "bool[0]", "bool[]"),
        new(new Reduce(ReduceKind.MaximumOf, [1]), "f32[0,3]", "f32[0]"),
        new(new ArgReduce(ExtremumKind.Largest, 0), "f64[2,3]", "i32[3]"),
        new(new ArgReduce(ExtremumKind.Least, 0), "f32[1]", "i32[]"),
        new(new Cumulative(ReduceKind.MinimumOf, 1), "i64[2,0]", "i64[2,0]"),

        // Windows. Six places: 10 elements, windows that span (3 − 1) · 2 + 1 = 5.
        new(new Window([0], [3], [1], [2]), "f32[10]", "f32[6,3]"),
        new(new Window([2, 0], [2, 3], [2, 1], [1, 1]), "f32[5,7,8]", "f32[3,7,4,2,3]"),
        new(new Window([0], [4], [1], [1]), "f32[3]", "f32[0,4]"),
        new(new Window([], [], [], []), "f32[3]", "f32[3]"),
        new(new Fold([0], [10], [1], [2]), "f32[6,3]", "f32[10]"),
        new(new Fold([2, 0], [8, 5], [2, 1], [1, 1]), "f32[3,7,4,2,3]", "f32[5,7,8]"),
        new(new Fold([2, 0], [9, 5], [2, 1], [1, 1]), "f32[3,7,4,2,3]", "f32[5,7,9]"),

        // Contractions.
        new(new Contract([1], [0]), "f32[2,3]; f32[3,4]", "f32[2,4]"),
        new(new Contract([], []), "f32[2]; f32[3]", "f32[2,3]"),
        new(new Contract([0], [0]), "i32[5]; i32[5]", "i32[]"),
        new(new Contract([2], [1], [0], [2]), "f32[5,2,3]; f32[7,3,5]", "f32[5,2,7]"),
        new(new Contract([0], [0]), "f32[0,2]; f32[0,3]", "f32[2,3]"),

        // (28 + 2 + 2 − 5) / 2 + 1 = 14 places along the first axis, (28 − 5) / 1 + 1 = 24 along the second; batch, height, width, feature.
        new(
            new Convolve([0, 3, 1, 2], [3, 2, 0, 1], [0, 3, 1, 2], [2, 1], [2, 0], [2, 0], [1, 1], [1, 1], 1),
            "f32[8,28,28,3]; f32[5,5,3,6]", "f32[8,14,24,6]"),

        // Input 4 dilated to 7, kernel 2 dilated to 4: 7 − 4 + 1 = 4 places; 2 groups of 3 features.
        new(new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [0], [0], [2], [3], 2), "f32[1,6,4]; f32[4,3,2]", "f32[1,4,4]"),
        new(new Convolve([0, 1], [0, 1], [1, 0], [], [], [], [], [], 1), "f32[8,3]; f32[5,3]", "f32[5,8]"),
        new(new Convolve([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [-3], [0], [1], [1], 1), "f32[1,1,4]; f32[1,1,2]", "f32[1,1,0]"),

        // Indexing.
        new(new Gather(), "f32[10,4]; i32[2,3]", "f32[2,3,4]"),
        new(new Gather(), "f32[10]; u8[]", "f32[]"),
        new(new Gather(1), "f32[5,10,4]; i64[5,2]", "f32[5,2,4]"),
        new(new Scatter(ScatterKind.Accumulate), "f32[10,4]; i32[2,3]; f32[2,3,4]", "f32[10,4]"),
        new(new Scatter(ScatterKind.Overwrite, 1), "bool[5,10]; i32[5]; bool[5]", "bool[5,10]"),
        new(new Sort(1), "i64[2,3]", "(i64[2,3], i32[2,3])"),
        new(new RandomBits(Leaves.Type("i64[5]")), "u32[2]", "i64[5]"),

        // Control.
        new(new Scan(Body("f32[2]; i32[]; f32[3]", 0, 2), 7, 1, 1), "f32[2]; i32[7]; f32[3]", "(f32[2], f32[7,3])"),
        new(new Scan(Body("f32[2]", 0), 0, 1, 0), "f32[2]", "f32[2]"),
        new(new Scan(Body("f32[2]"), 0, 0, 0), "f32[2]", "()"),
        new(new Call(Body("f32[2]; i32[]", 1, 0)), "f32[2]; i32[]", "(i32[], f32[2])"),
        new(new Call(Body("f32[2]; i32[]", 0), Body("f32[2]; i32[]; f32[2]; f32[2]", 3), Body("f32[2]; i32[]; f32[2]", 2)), "f32[2]; i32[]", "f32[2]"),
    ];

    [Theory]
    [MemberData(nameof(Right))]
    public void The_result_has_its_type(Typing typing)
    {
        Expr node = Expr.Create(typing.Op, Leaves.Of(typing.Operands));
        Assert.Equal(typing.Expected, node.ResultType.ToString());
        Assert.Equal(typing.Expected.Count(character => character == '['), node.ResultType.Tensors.Length);
    }

    [Fact]
    public void Every_operator_is_in_the_table() =>
        Assert.Empty(
            typeof(Op).Assembly.GetTypes().Where(type => type.BaseType == typeof(Op)).Select(type => type.Name)
                .Except(((IEnumerable<object[]>)Right).Select(row => ((Typing)row[0]).Op.GetType().Name)).Except([nameof(Project)]));

    [Theory]
    [InlineData(0, "f32[3,2]")]
    [InlineData(1, "i32[3,2]")]
    public void A_projection_is_one_of_the_results(int index, string expected)
    {
        Expr sorted = Expr.Create(new Sort(0), Leaves.Of("f32[3,2]"));
        Assert.True(sorted.IsTuple);
        Assert.Equal(expected, Expr.Create(new Project(index), sorted).Type.ToString());
        Assert.Equal(expected, sorted[index].Type.ToString());
        Assert.Equal(expected, sorted[^(2 - index)].Type.ToString());
        Assert.Equal(expected, sorted.Results()[index].Type.ToString());
    }

    [Fact]
    public void Updating_infers_the_type_again_and_keeps_a_node_whose_operands_stay()
    {
        ImmutableArray<Expr> x = Leaves.Of("f32[2]; f32[3]");
        Expr y = x[0].Exp();
        Assert.Same(y, y.Update([x[0]]));
        Assert.Equal("f32[3]", y.Update([x[1]]).Type.ToString());
        Assert.Same(y.Op, y.Update([x[1]]).Op);
    }

    /// <summary>A body with leaves of the given types that returns those at the given places.</summary>
    internal static Computation Body(string types, params int[] results)
    {
        ImmutableArray<Expr> leaves = Leaves.Of(types);
        return Computation.Create("body", leaves, [.. results.AsEnumerable().Select(place => leaves[place])]);
    }
}
