using Graph.Learning;
using Graph.Tests.Facade;
using static Graph.Ops;

namespace Graph.Tests.Learning;

public sealed class ModelTests
{
    private static readonly ImmutableArray<Field> twoNumbers = [new Field("points", new TensorType(ElementType.F32, [2]))];

    [Fact]
    public void Saved_and_loaded_it_predicts_the_same()
    {
        using TemporaryFolder folder = new();
        Layer network = Problems.Network();
        Model model = Problems.Trainer(network).Fit(Problems.Blobs(30), epochs: 2, seed: 1);
        model.Save(folder.File("model.safetensors"));
        Model loaded = Model.Load(folder.File("model.safetensors"), Problems.Network());
        Assert.Equal(model.Weights.Paths, loaded.Weights.Paths);
        Assert.Equal(Problems.BitsOf(model.Weights), Problems.BitsOf(loaded.Weights));
        Tensor x = Normal(Key(1), [5, 2]).Evaluate();
        Assert.Equal(((Tensor)model.Predict(x)).ToArray<float>(), ((Tensor)loaded.Predict(x)).ToArray<float>());
        Assert.Equal(model.Inputs.AsEnumerable(), loaded.Inputs);
        Assert.Null(loaded.History);
    }

    [Fact]
    public void A_file_of_another_network_is_listed()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        Model.Initialize(new Sequential(new Dense(4), new Dense(3)), twoNumbers).Save(path);
        Wrong.Says<GraphException>(
            "the weights are not those of this network: missing 'prelu/slope' f32[5]; of another type 'dense/w' f32[2,4] instead of " +
            "f32[2,5], " +
            "'dense/b' f32[4] instead of f32[5]; not asked for 'dense_2/b', 'dense_2/w'",
            () => Model.Load(path, new Sequential(new Dense(5), new PRelu())));
        new TensorFile([("x", Tensor.Zeros([2]))]).Save(path);
        Assert.Throws<CheckpointException>(() => Model.Load(path, new Dense(4)));
    }

    [Fact]
    public void Predicts_batches_of_any_size_and_names_what_does_not_fit()
    {
        Model model = Model.Initialize(new Dense(3), twoNumbers, seed: 4);
        Assert.Equal("f32[7,3]", ((Tensor)model.Predict(Tensor.Zeros([7, 2]))).Type.ToString());
        Assert.Equal("f32[1,3]", ((Tensor)model.Predict(Tensor.Zeros([1, 2]))).Type.ToString());
        Wrong.Says<ShapeException>(
            "Predict: for these inputs the network asks for 'w' f32[5,3], but its weights have " +
            "f32[2,3]", () => model.Predict(Tensor.Zeros([7, 5])));
        Wrong.Says<BindingException>("Predict: the model takes 1 input, but 2 are given", () => model.Predict(Tensor.Zeros([1, 2]), 1f));
    }

    [Fact]
    public void Parameters_are_a_tree()
    {
        Layer body = new Sequential(new Dense(2), new BatchNorm()) { Name = "body" };
        ParameterTree weights = Model.Initialize(new Sequential(body, new Dense(1) { Name = "head" }), twoNumbers).Weights;
        Assert.Equal(
            "dense/w dense/b batch_norm/scale batch_norm/offset batch_norm/mean " +
            "batch_norm/variance", string.Join(" ", weights.Under("body").Paths));
        Assert.Equal("body/dense/b head/b", string.Join(" ", weights.Where("**/b").Paths));
        Assert.Equal(
            """
            body
              dense
                w f32[2,2]
                b f32[2]
              batch_norm
                scale f32[2]
                offset f32[2]
                mean f32[2]
                variance f32[2]
            head
              w f32[2,1]
              b f32[1]
            """,
            weights.ToString());
        Tensor seven = new float[] { 7 };
        Assert.Equal(7, weights.With("head/b", seven)["head/b"].ToScalar<float>());
        Assert.Equal(0, weights["head/b"].ToScalar<float>());
        Wrong.Says<GraphException>("there is no parameter 'head/w2'; did you mean 'head/w'?", () => weights["head/w2"]);
        Wrong.Says<GraphException>(
            "the parameter 'head/b' is f32[1] and cannot become f32[2]", () => weights.With("head/b", Tensor.Zeros([2])));
    }

    [Fact]
    public void Its_compilation_names_the_parameters()
    {
        Model model = Model.Initialize(new Dense(3), twoNumbers);
        Computation compiled = model.Compiled(Tensor.Zeros([4, 2])).Computation;
        Assert.Equal("w b points", string.Join(" ", compiled.Parameters.Select(leaf => ((Parameter)leaf.Op).Label)));
        Assert.Equal(9, model.Summary().Parameters);
    }
}
