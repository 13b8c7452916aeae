using Graph.Cli.Models;
using Graph.IR;
using Graph.Reference;

namespace Graph.Tests.Cli;

public class ModelTests
{
    /// <summary>Counts worked out by hand from the layers: those of the labs are published with them.</summary>
    public static TheoryData<string, long> ParameterCounts => new()
    {
        { "perceptron", 2 + 1 },
        { "mnist-linear", (784 * 10) + 10 },
        { "mnist-mlp", 101_770 },
        { "mnist-cnn", 124_670 },
        { "char-rnn", 5_353_299 },
        { "face-vae", 743_489 + 166_011 },
        { "gpt-small", (512 * 256) + (128 * 256) + (4 * ((4 * 256 * 256) + (4 * 256) + (8 * 256 * 256) + (5 * 256) + (4 * 256))) + (2 * 256) + (256 * 512) },
    };

    public static TheoryData<string> Names => [.. BuiltInModels.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(ParameterCounts))]
    public void HasTheParametersThatItsLayersNeed(string name, long expected)
    {
        Assert.Equal(expected, CountTrained(BuiltInModels.Find(name).Full()));
    }

    [Fact]
    public void EncoderAndDecoderOfTheAutoencoderHaveTheirShares()
    {
        Computation model = BuiltInModels.Find("face-vae").Full();
        Assert.Equal(743_489, CountTrained(model, "encoder/"));
        Assert.Equal(166_011, CountTrained(model, "decoder/"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SmallSizeIsSmallAndDiffersFromTheFullOneInSizesOnly(string name)
    {
        BuiltInModel model = BuiltInModels.Find(name);
        (Computation full, Computation small) = (model.Full(), model.Small());
        Assert.InRange(CountTrained(small), 1, 10_000);
        Assert.Equal(Trained(full).Where(leaf => !leaf.Label.StartsWith("block", StringComparison.Ordinal)).Select(leaf => leaf.Label),
            Trained(small).Where(leaf => !leaf.Label.StartsWith("block", StringComparison.Ordinal)).Select(leaf => leaf.Label));
        Verifier.Verify(full);
    }

    /// <summary>With all logits equal, the loss of a classifier is the logarithm of the number of classes.</summary>
    [Theory]
    [InlineData("mnist-linear", 3)]
    [InlineData("mnist-mlp", 3)]
    [InlineData("mnist-cnn", 3)]
    [InlineData("char-rnn", 7)]
    [InlineData("gpt-small", 5)]
    [InlineData("perceptron", 2)]
    public void UntrainedLossIsTheLogarithmOfTheClasses(string name, int classes)
    {
        Computation model = BuiltInModels.Find(name).Small();
        ImmutableArray<Literal> zeros = [.. model.Parameters.Select(leaf => new Literal(leaf.Type, Buffer.Allocate((nint)leaf.Type.ByteCount)))];
        float loss = Interpreter.Evaluate(model, zeros)[0].At<float>(0);
        Assert.Equal(Math.Log(classes), loss, 1e-6);
    }

    [Theory]
    [InlineData("mnist-mpl", "there is no model 'mnist-mpl'; did you mean 'mnist-mlp'?")]
    [InlineData("resnet", "there is no model 'resnet'; there are 'perceptron', 'mnist-linear', 'mnist-mlp', 'mnist-cnn', 'char-rnn', 'face-vae', 'gpt-small'")]
    public void UnknownNameIsAnsweredWithTheNamesThereAre(string name, string sentence)
    {
        GraphException error = Assert.Throws<GraphException>(() => BuiltInModels.Find(name));
        Assert.Equal(sentence, error.Sentence);
    }

    private static IEnumerable<Parameter> Trained(Computation model) =>
        model.Parameters.Select(leaf => (Parameter)leaf.Op).Where(leaf => leaf.Role == LeafRole.TrainableLeaf);

    private static long CountTrained(Computation model, string prefix = "") =>
        Trained(model).Where(leaf => leaf.Label.StartsWith(prefix, StringComparison.Ordinal)).Sum(leaf => leaf.Type.ElementCount);
}
