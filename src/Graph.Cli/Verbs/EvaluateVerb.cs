using System.CommandLine;
using System.Globalization;
using Graph.Cli.Training;
using Graph.Learning;

namespace Graph.Cli.Verbs;

/// <summary><c>graph evaluate MODEL [--from DIR] [--data DIR] [--backend BACKEND] [--threads T]</c>.</summary>
internal static class EvaluateVerb
{
    private const int Listed = 5;

    public static Command Create()
    {
        Argument<string> model = RunOptions.Model();
        Option<string?> from = RunOptions.From(), data = RunOptions.Data();
        Option<string> backend = RunOptions.BackendName();
        Option<int?> threads = NumberOption.Threads();
        Command command = new("evaluate", "Measures a trained model on the test data.") { model, from, data, backend, threads };
        command.SetAction(parsed =>
        {
            Recipe recipe = Recipe.Find(parsed.GetRequiredValue(model));
            Backend chosen = RunOptions.Choose(parsed.GetRequiredValue(backend), parsed.GetValue(threads));
            Model trained = RunFolder.Of(recipe.Name, parsed.GetValue(from)).Load(recipe, chosen);
            Dataset test = recipe.Load(parsed.GetValue(data)).Test;
            Print(recipe, trained.Evaluate(test, recipe.Loss, recipe.Accuracy), Predictions.Of(trained, test),
                parsed.InvocationConfiguration.Output);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(Recipe recipe, EvaluationResult result, Predictions predictions, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Name} on {result.Samples:N0} test samples: loss {result.Loss:0.0000}, accuracy " +
            $"{100 * result[recipe.Accuracy].Value:0.00} %"));
        long[,] counts = predictions.Confusion;
        ImmutableArray<string> classes = recipe.Classes;
        for (int actual = 0; actual < classes.Length; actual++)
        {
            long all = Enumerable.Range(0, classes.Length).Sum(predicted => counts[actual, predicted]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{classes[actual]}: {counts[actual, actual]:N0} of {all:N0} found"));
        }
        var confusions =
            from actual in Enumerable.Range(0, classes.Length)
            from predicted in Enumerable.Range(0, classes.Length)
            where actual != predicted && counts[actual, predicted] > 0
            orderby counts[actual, predicted] descending
            select $"{counts[actual, predicted]} × {classes[actual]} for {classes[predicted]}";
        string[] listed = [.. confusions.Take(Listed)];
        output.WriteLine(listed.Length == 0 ? "taken for another: none" : $"taken for another most often: {string.Join(", ", listed)}");
    }
}
