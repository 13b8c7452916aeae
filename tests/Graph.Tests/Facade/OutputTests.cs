using static Graph.Ops;

namespace Graph.Tests.Facade;

/// <summary>Results written into tensors that the caller gives.</summary>
public sealed class OutputTests
{
    private static readonly Expr X = Input("x", [2]), Y = Input("y", [2]);
    private static readonly Executable Both = On("cpu");

    private static readonly Tensor A = new float[] { 1, 2 }, B = new float[] { 10, 20 };

    public static TheoryData<string> Names => Backends.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_go_into_the_tensors_given(string backend)
    {
        Executable both = On(backend);
        Tensor sum = Tensor.Empty([2]), total = Tensor.Empty([]);
        both.Run([A, B], [sum, total]);
        Assert.Equal([11f, 22], sum.ToArray<float>());
        Assert.Equal(50f, total.ToScalar<float>());
        both.Run([B, B], [sum, total]);
        Assert.Equal([20f, 40], sum.ToArray<float>());
        Assert.Equal(500f, (float)total);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_input_that_is_a_result_is_copied(string backend)
    {
        Tensor copy = Tensor.Empty([2]), again = Tensor.Empty([2]), constant = Tensor.Empty([2]);
        Compile([X], [X, X, Constant(B)], Backends.On(backend)).Run([A], [copy, again, constant]);
        Assert.Equal([1f, 2], copy.ToArray<float>());
        Assert.Equal([1f, 2], again.ToArray<float>());
        Assert.Equal([10f, 20], constant.ToArray<float>());
    }

    [Fact]
    public void Outputs_that_do_not_fit_are_named()
    {
        Tensor sum = Tensor.Empty([2]), total = Tensor.Empty([]);
        Wrong.Says<BindingException>("Run: 2 results declared, but 1 output given", () => Into([A, B], [sum]));
        Wrong.Says<BindingException>("Run: the output for 'total' f32[] is a tensor of shape [2], of rank 1 instead of 0", () => Into([A, B], [sum, Tensor.Empty([2])]));
        Wrong.Says<BindingException>("Run: the output for 'sum' f32[2] is a tensor of shape [3]: axis 0 has size 3 instead of 2", () => Into([A, B], [Tensor.Empty([3]), total]));
        Wrong.Says<BindingException>(
            "Run: the output for 'sum' f32[2] is a tensor of type f64[2]", () => Into([A, B], [Tensor.Empty([2], ElementType.F64), total]));
        Wrong.Says<BindingException>(
            "Run: the output for 'sum' f32[2] is an immutable tensor; one to be written to is made by Tensor.Empty", () => Into([A, B], [Tensor.Zeros([2]), total]));
        Wrong.Says<BindingException>("Run: the output for 'sum' f32[2] is null", () => Into([A, B], [null!, total]));
        Wrong.Says<BindingException>("Run: the input 'y' f32[2] is missing: 2 inputs declared, 1 tensor given", () => Into([A], [sum, total]));
    }

    [Fact]
    public void Outputs_that_share_memory_are_named()
    {
        Tensor once = Tensor.Empty([2]);
        Wrong.Says<BindingException>(
            "Run: the output for 'sum' is also the input 'y' f32[2]; a run writes its results while it reads its inputs", () => Into([A, once], [once, Tensor.Empty([])]));
        Executable twice = Compile([X], [("a", X + 1), ("b", X + 2)]);
        Wrong.Says<BindingException>("Run: the outputs for 'a' and 'b' are one tensor", () => { twice.Run([A], [once, once]); return null; });
    }

    [Fact]
    public void A_tensor_that_can_be_written_to_changes_nothing_that_was_made_of_it()
    {
        Tensor written = Tensor.Empty([2]);
        written.CopyFrom<float>([1, 2]);
        Expr constant = written;
        Tensor reshaped = written.Reshape([1, 2]);
        Literal literal = written.Literal;
        TrainState state = new(("w", written));
        Tensor part = written[1..], whole = written[..];
        int hash = literal.GetHashCode();
        written.CopyFrom<float>([7, 8]);
        Assert.Equal([7f, 8], written.ToArray<float>());
        Assert.Equal(8f, written.At<float>(1));
        Assert.Equal([1f, 2], constant.Evaluate().ToArray<float>());
        Assert.Equal([1f, 2], reshaped.ToArray<float>());
        Assert.Equal([1f, 2], state["w"].ToArray<float>());
        Assert.Equal(hash, Literal.Create<float>([2], [1, 2]).GetHashCode());
        Assert.Equal(literal, Literal.Create<float>([2], [1, 2]));
        Assert.False(reshaped.IsWritable);
        Assert.Equal([2f], part.ToArray<float>());
        Assert.Equal([1f, 2], whole.ToArray<float>());
        Assert.Equal(7f, (float)written[0]);
    }

    [Fact]
    public void Only_an_empty_tensor_is_written_to_and_only_by_what_fits()
    {
        Tensor bools = Tensor.Empty([1], ElementType.Bool);
        Assert.Equal([false], bools.ToArray<bool>());
        Assert.EndsWith("a tensor of type f32[2] is immutable; one to be written to is made by Tensor.Empty",
            Assert.Throws<GraphException>(() => A.CopyFrom<float>([1, 2])).Sentence, StringComparison.Ordinal);
        Assert.Equal("3 elements do not fill a tensor of type f32[2], which has 2", Assert.Throws<ShapeException>(() => Tensor.Empty([2]).CopyFrom<float>([1, 2, 3])).Sentence);
        Assert.Equal("the elements are f32, not f64", Assert.Throws<ElementTypeException>(() => Tensor.Empty([2]).CopyFrom<double>([1, 2])).Sentence);
        bool[] broken = [true];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(broken.AsSpan())[0] = 2;
        Assert.Equal("a bool has a byte that is neither 0 nor 1", Assert.Throws<GraphException>(() => bools.CopyFrom<bool>(broken)).Sentence);
    }

    [Fact]
    public void A_number_is_bound_as_the_type_of_each_input_it_meets()
    {
        Expr f = Input("f", []), d = Input("d", [], ElementType.F64);
        Executable run = Compile([f, d], [f * 2, d * 2]);
        Tensor tenth = 0.1;
        for (int call = 0; call < 2; call++)
        {
            (Tensor single, Tensor wide) = run.Run(tenth, tenth);
            Assert.Equal((0.2f, 0.2), (single.ToScalar<float>(), wide.ToScalar<double>()));
        }
    }

    private static Executable On(string backend) => Compile([X, Y], [("sum", X + Y), ("total", Sum(X * Y))], Backends.On(backend));

    private static object? Into(Tensor[] arguments, Tensor[] outputs)
    {
        Both.Run(arguments, outputs);
        return null;
    }
}
