using System.Globalization;

namespace Graph.Benchmarks.Contest;

/// <summary>A network that is trained, by what it takes and what it learns; each side writes it in its own way.</summary>
public abstract record Network
{
    private Network()
    {
    }

    /// <summary>What a step is given, in the order in which our model takes it.</summary>
    /// <param name="batch">How many samples a step.</param>
    public abstract ImmutableArray<Drawn> Inputs(int batch);

    /// <summary>What is trained, in the order of our model.</summary>
    public abstract ImmutableArray<DrawnFloats> Parameters { get; }

    /// <summary>Whether the loss depends on a parameter, but for rounding; how far others move says nothing.</summary>
    /// <param name="parameter">One of the network's.</param>
    public virtual bool IsFelt(DrawnFloats parameter) => true;

    /// <summary>Two features, one neuron, binary cross-entropy from logits.</summary>
    public sealed record Perceptron : Network
    {
        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) =>
            [new DrawnFloats("x", 0, 1, batch, 2), new DrawnBits("target", batch, 1)];

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters => Dense(["w", "b"], 2, 1);
    }

    /// <summary>784-128-10 with ReLU, softmax cross-entropy from integer labels.</summary>
    public sealed record Mlp : Network
    {
        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) => Digits(batch, 784);

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters => [.. Dense("hidden", 784, 128), .. Dense("output", 128, 10)];
    }

    /// <summary>
    /// 28×28×1: a convolution of 24 3×3 with ReLU, max-pooling by 2, one of 36 3×3, max-pooling by 2, dense 128 with ReLU, dense 10.
    /// </summary>
    public sealed record Cnn : Network
    {
        /// <summary>Height and width behind the second pooling.</summary>
        public const int PooledSide = 5;

        /// <summary>Features of the two convolutions.</summary>
        public const int First = 24, Second = 36;

        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) => Digits(batch, 28, 28, 1);

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters =>
        [
            DrawnFloats.Weight("conv1/kernel", 3, 3, 1, First),
            DrawnFloats.Bias("conv1/b", First),
            DrawnFloats.Weight("conv2/kernel", 3, 3, First, Second),
            DrawnFloats.Bias("conv2/b", Second),
            .. Dense("hidden", PooledSide * PooledSide * Second, 128),
            .. Dense("output", 128, 10),
        ];
    }

    /// <summary>The next of 83 characters: an embedding of width 256, an LSTM over 100 steps, a dense layer.</summary>
    /// <param name="Units">The width of the LSTM.</param>
    public sealed record CharRnn(int Units) : Network
    {
        /// <summary>Distinct characters, and the width of their embedding.</summary>
        public const int Characters = 83, Width = 256;

        private const int Length = 100;

        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) =>
            [new DrawnClasses("characters", Characters, batch, Length), new DrawnClasses("following", Characters, batch, Length)];

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters =>
        [
            new("embedding", 0, 0.5, Characters, Width),
            DrawnFloats.Weight("lstm/w", Width, 4 * Units),
            DrawnFloats.Weight("lstm/u", Units, 4 * Units),
            DrawnFloats.Bias("lstm/b", 4 * Units),
            .. Dense("output", Units, Characters),
        ];
    }

    /// <summary>
    /// A variational autoencoder with a classifier, on 64×64×3: four strided convolutions with batch norm and ReLU, dense 512, a logit and
    /// a code of 100; a decoder of four transposed convolutions. The loss is cross-entropy and, for faces, mean|x − x̂| + 5e-4 KL. The
    /// noise of the code is an input.
    /// </summary>
    public sealed record Vae : Network
    {
        /// <summary>Height and width of an image, and of what the dense layers see.</summary>
        public const int Side = 64, InnerSide = 4;

        /// <summary>The length of the code.</summary>
        public const int Latent = 100;

        private const int Hidden = 512;

        /// <summary>The convolutions: their name, the width of their kernel, and features before and behind.</summary>
        public static ImmutableArray<(string Name, int Width, int From, int To)> Encoder { get; } =
        [
            ("encoder/conv1", 5, 3, 12), ("encoder/conv2", 5, 12, 24), ("encoder/conv3", 3, 24, 48), ("encoder/conv4", 3, 48, Inner),
        ];

        /// <summary>The transposed convolutions.</summary>
        public static ImmutableArray<(string Name, int Width, int From, int To)> Decoder { get; } =
        [
            ("decoder/conv1", 3, Inner, 48), ("decoder/conv2", 3, 48, 24), ("decoder/conv3", 5, 24, 12), ("decoder/conv4", 5, 12, 3),
        ];

        /// <summary>Features of what the dense layers see.</summary>
        public const int Inner = 72;

        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) =>
        [
            new DrawnFloats("images", 0.5, 0.5, batch, Side, Side, 3),
            new DrawnBits("faces", batch),
            new DrawnFloats("noise", 0, 1.7, batch, Latent),
        ];

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters =>
        [
            .. Encoder.SelectMany(layer => (DrawnFloats[])[.. Kernel(layer), .. Norm(layer.Name, layer.To)]),
            .. Dense("encoder/hidden", InnerSide * InnerSide * Inner, Hidden),
            .. Dense("encoder/code", Hidden, (2 * Latent) + 1),
            .. Dense("decoder/hidden", Latent, InnerSide * InnerSide * Inner),
            .. Decoder.SelectMany(Kernel),
        ];

        /// <summary>A norm takes the mean away, and with it the bias in front of it: its gradient is nothing but rounding.</summary>
        public override bool IsFelt(DrawnFloats parameter) => !Encoder.Any(layer => $"{layer.Name}/b" == parameter.Name);

        private static DrawnFloats[] Kernel((string Name, int Width, int From, int To) layer) =>
        [
            DrawnFloats.Weight($"{layer.Name}/kernel", layer.Width, layer.Width, layer.From, layer.To),
            DrawnFloats.Bias($"{layer.Name}/b", layer.To),
        ];
    }

    /// <summary>
    /// A causal transformer: vocabulary 512, 4 pre-norm blocks of width 256 with 8 heads, 128 positions, gelu in its tanh form.
    /// </summary>
    public sealed record Gpt : Network
    {
        /// <summary>Its sizes.</summary>
        public const int Vocabulary = 512, Positions = 128, Width = 256, Heads = 8, Blocks = 4;

        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) =>
            [new DrawnClasses("tokens", Vocabulary, batch, Positions), new DrawnClasses("following", Vocabulary, batch, Positions)];

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters =>
        [
            new("tokens/embedding", 0, 0.5, Vocabulary, Width),
            new("positions/embedding", 0, 0.5, Positions, Width),
            .. Enumerable.Range(0, Blocks).SelectMany(Block),
            .. Norm("norm", Width),
            DrawnFloats.Weight("output/w", Width, Vocabulary),
        ];

        private static IEnumerable<DrawnFloats> Block(int number)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"block{number}");
            return
            [
                .. Norm($"{name}/norm1", Width),
                .. Dense($"{name}/attention/qkv", Width, 3 * Width),
                .. Dense($"{name}/attention/output", Width, Width),
                .. Norm($"{name}/norm2", Width),
                .. Dense($"{name}/expand", Width, 4 * Width),
                .. Dense($"{name}/contract", 4 * Width, Width),
            ];
        }

    }

    /// <summary>4-32-32-2 with ReLU: of two actions, how likely each is; the loss weighs log-likelihoods by returns (REINFORCE).</summary>
    public sealed record Policy : Network
    {
        /// <summary>Numbers that a state is told by, and actions to choose from.</summary>
        public const int Features = 4, Actions = 2;

        private const int Hidden = 32;

        /// <inheritdoc/>
        public override ImmutableArray<Drawn> Inputs(int batch) =>
        [
            new DrawnFloats("states", 0, 1, batch, Features),
            new DrawnClasses("actions", Actions, batch),
            new DrawnFloats("returns", 0, 2, batch),
        ];

        /// <inheritdoc/>
        public override ImmutableArray<DrawnFloats> Parameters =>
            [.. Dense("first", Features, Hidden), .. Dense("second", Hidden, Hidden), .. Dense("output", Hidden, Actions)];
    }

    private static DrawnFloats[] Norm(string name, int features) =>
        [DrawnFloats.Scale($"{name}/scale", features), DrawnFloats.Bias($"{name}/offset", features)];

    private static ImmutableArray<Drawn> Digits(int batch, params ImmutableArray<int> image) =>
        [new DrawnFloats("images", 0.5, 0.5, [batch, .. image]), new DrawnClasses("labels", 10, batch)];

    private static ImmutableArray<DrawnFloats> Dense(string name, int inputs, int units) => Dense([$"{name}/w", $"{name}/b"], inputs, units);

    private static ImmutableArray<DrawnFloats> Dense(string[] names, int inputs, int units) =>
        [DrawnFloats.Weight(names[0], inputs, units), DrawnFloats.Bias(names[1], units)];
}
