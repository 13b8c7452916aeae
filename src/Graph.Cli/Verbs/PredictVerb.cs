using System.CommandLine;
using System.Globalization;
using Graph.Cli.Training;
using Graph.Figures;
using Graph.Learning;

namespace Graph.Cli.Verbs;

/// <summary><c>graph predict IMAGE [--model MODEL] [--from DIR] [--out FILE] [--backend BACKEND] [--threads T]</c>.</summary>
internal static class PredictVerb
{
    private const int BarLength = 40;

    public static Command Create()
    {
        Argument<string> image = new("IMAGE") { Description = "A PNG or JPEG of one digit, dark on light or light on dark." };
        Option<string> model = new("--model")
        {
            Description = "The model that is asked.",
            DefaultValueFactory = _ => "mnist-cnn",
            HelpName = string.Join('|', Recipe.OfPictures),
        };
        Option<string?> from = RunOptions.From();
        Option<string?> file = new("--out")
        {
            Description = "A file, .png or .svg, to draw the picture as the model sees it and the bars into.",
            HelpName = "FILE",
        };
        Option<string> backend = RunOptions.BackendName();
        Option<int?> threads = NumberOption.Threads();
        Command command = new("predict", "Says which digit a picture shows, with the probability of each as a bar.")
        {
            image, model, from, file, backend, threads,
        };
        command.SetAction(parsed =>
        {
            Recipe recipe = Recipe.Find(parsed.GetRequiredValue(model));
            if (!recipe.IsOfPictures)
            {
                string others = string.Join(", ", Recipe.OfPictures);
                throw new UsageException($"the model '{recipe.Name}' is not asked about pictures; {others} are");
            }
            string path = parsed.GetRequiredValue(image);
            Backend chosen = RunOptions.Choose(parsed.GetRequiredValue(backend), parsed.GetValue(threads));
            Model trained = RunFolder.Of(recipe.Name, parsed.GetValue(from)).Load(recipe, chosen);
            Tensor picture = DigitPicture.Read(path);
            double[,] matrix = Predictions.Probability(trained.Predict(picture)[0]);
            double[] probabilities = [.. Enumerable.Range(0, recipe.Classes.Length).Select(label => matrix[0, label])];
            Print(Path.GetFileName(path), recipe.Classes, probabilities, parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(file) is { } drawing)
            {
                Pictures.Probabilities(
                    $"{recipe.Name} on {Path.GetFileName(path)}", picture.Reshape(picture.Shape[1..]), probabilities, recipe.Classes,
                    isInk: true).Save(drawing);
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(string name, ImmutableArray<string> classes, double[] probabilities, TextWriter output)
    {
        int chosen = probabilities.Index().MaxBy(probability => probability.Item).Index;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {classes[chosen]} ({100 * probabilities[chosen]:0.0} %)"));
        foreach ((string label, double probability) in classes.Zip(probabilities))
        {
            string bar = new('█', (int)Math.Round(BarLength * probability));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label} {100 * probability,5:0.0} % {bar}").TrimEnd());
        }
    }
}
