#:project ../src/Graph.Learning/Graph.Learning.csproj
#:project ../src/Graph.Datasets/Graph.Datasets.csproj
#:project ../src/Graph.Figures/Graph.Figures.csproj
#:property PublishAot=false

// A variational autoencoder of digits with a code of two numbers, trained in a loop of its own; then what codes on a grid decode to, as a
// picture: `dotnet run -c Release digits-vae.cs -- digits.png 10` trains for ten epochs on a fifth of MNIST.
using Graph;
using Graph.Datasets;
using Graph.Figures;
using Graph.Learning;
using static Graph.Ops;

string file = args.Length > 0 ? args[0] : Path.Combine(Path.GetTempPath(), "digits.png");
int epochs = args.Length > 1 ? int.Parse(args[1]) : 1;
const int batch = 64, side = 12;

Layer encoder = new Sequential(new Flatten(), new Dense(256, Relu), new Dense(4)) { Name = "encoder" };
Layer decoder = new Sequential(new Dense(256, Relu), new Dense(784), new Reshape([28, 28, 1])) { Name = "decoder" };

Scope scope = new(isTraining: true);
Expr images = Input("images", [batch, 28, 28, 1]);
Expr code = scope.Apply(encoder, images), mean = code[.., ..2], logVariance = code[.., 2..];
Expr z = mean + Exp(0.5 * logVariance) * Normal(scope.Key(), mean.Shape);
Expr reconstruction = SigmoidCrossEntropy(scope.Apply(decoder, z), images, Reduction.Unreduced);
Expr divergence = 0.5 * Sum(Exp(logVariance) + Square(mean) - 1 - logVariance, axis: 1);
Expr loss = Mean(Sum(reconstruction, [1, 2, 3]) + divergence);
LearningStep step = LearningStep.Compile(scope, inputs: [images], loss, new Adam(1e-3));

Learner learner = step.Initialize(seed: 1);
Dataset train = Mnist.Load().Train.Take(12_000);
float first = 0, last = 0;
for (int epoch = 0; epoch < epochs; epoch++)
{
    foreach (Batch digits in train.Batches(new BatchOrder(batch, Seed: 1, epoch) { DropsRemainder = true }))
    {
        last = step.Run(learner, digits[0])["loss"].ToScalar<float>();
        first = first == 0 ? last : first;
    }
}
Console.WriteLine($"the loss fell by more than half: {last < first / 2}");

Model generator = Model.Of(decoder, learner.Weights.Under("decoder"), [new Field("z", new TensorType(ElementType.F32, [2]))]);
Tensor codes = Tensor.Generate([side * side, 2], place => 3f * ((place % 2 == 0 ? place / 2 / side : place / 2 % side) - 5.5f) / 5.5f);
Pictures.Grid("Codes of two numbers, decoded", Sigmoid(generator.Predict(codes)[0]).Evaluate(), columns: side, isInk: true).Save(file);
Console.WriteLine($"drawn: {File.Exists(file)}");

// Prints:
// the loss fell by more than half: True
// drawn: True
