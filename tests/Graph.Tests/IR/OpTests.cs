namespace Graph.Tests.IR;

/// <summary>Operators by themselves: text, equality, names.</summary>
public sealed class OpTests
{
    [Fact]
    public void An_operator_is_written_as_in_the_text_form()
    {
        Assert.Equal("add", new Binary(BinaryKind.Add).ToString());
        Assert.Equal("reduce[kind=sum, axes=[0,2]]", new Reduce(ReduceKind.SumOf, [0, 2]).ToString());
        Assert.Equal("contract[lhs=[1], rhs=[0]]", new Contract([1], [0]).ToString());
        Assert.Equal("contract[lhs=[2], rhs=[1], lhs-batch=[0], rhs-batch=[0]]", new Contract([2], [1], [0], [0]).ToString());
        Assert.Equal("gather", new Gather().ToString());
        Assert.Equal("scatter[kind=set, batch=1]", new Scatter(ScatterKind.Overwrite, 1).ToString());
        Assert.Equal("sort[axis=0, descending=true]", new Sort(0, Descending: true).ToString());
        Assert.Equal("constant[value=[1,2]]", new Constant(Literal.Create<int>([2], [1, 2])).ToString());
        Assert.Equal("constant[value=u8[100]]", new Constant(Literal.Generate<byte>([100], _ => 1)).ToString());
        Assert.Equal("parameter[label=\"my x\", type=f32[2], role=trainable]", new Parameter("my x", Leaves.Type("f32[2]"), LeafRole.TrainableLeaf).ToString());
        Assert.Equal("call[body=@body, keep=true]", new Call(InferenceTests.Body("f32[]", 0), Keep: true).ToString());
    }

    [Fact]
    public void Operators_are_equal_when_kind_and_attributes_are()
    {
        AssertEqual(new Contract([1], [0]), new Contract([1], [0], [], []));
        AssertEqual(new Constant(Literal.Scalar(float.NaN)), new Constant(Literal.Scalar(float.NaN)));
        AssertEqual(new Scan(InferenceTests.Body("f32[2]", 0), 3, 1, 0), new Scan(InferenceTests.Body("f32[2]", 0), 3, 1, 0));
        Assert.NotEqual(new Constant(Literal.Scalar(0.0)), new Constant(Literal.Scalar(-0.0)));
        Assert.NotEqual(new Constant(Literal.Scalar(0f)), new Constant(Literal.Scalar(0)));
        Assert.NotEqual(new Reduce(ReduceKind.SumOf, [0, 1]), new Reduce(ReduceKind.SumOf, [0]));
        Assert.NotEqual(new Call(InferenceTests.Body("f32[2]; f32[2]", 0)), new Call(InferenceTests.Body("f32[2]; f32[2]", 1)));
        Assert.NotEqual<Op>(new Unary(UnaryKind.Negate), new Binary(BinaryKind.Add));
        Assert.NotEqual<Op>(new Cast(ElementType.I32), new Bitcast(ElementType.I32));
    }

    /// <summary>The text form finds an operator by its name alone.</summary>
    [Fact]
    public void Names_are_distinct()
    {
        IEnumerable<string> kinds = Enum.GetValues<UnaryKind>().Select(kind => kind.Mnemonic)
            .Concat(Enum.GetValues<BinaryKind>().Select(kind => kind.Mnemonic)).Concat(Enum.GetValues<CompareKind>().Select(kind => kind.Mnemonic));
        string[] names =
            [.. kinds, .. OperatorSamples.All.Select(sample => sample.Operator).Where(op => op is not (Unary or Binary or Compare)).Select(op => op.Name).Distinct()];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", name));
    }

    private static void AssertEqual(Op left, Op right)
    {
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
    }
}
