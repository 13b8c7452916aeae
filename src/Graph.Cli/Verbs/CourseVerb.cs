using System.CommandLine;
using Graph.Cli.Course;

namespace Graph.Cli.Verbs;

/// <summary><c>graph course figures [NAME…] --out DIR [--format png|svg]</c>.</summary>
internal static class CourseVerb
{
    public static Command Create()
    {
        Argument<string[]> names = new("NAME")
        {
            Description = "Figures by the names of their files, such as perceptron-line. All of them unless given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> folder = new("--out")
        {
            Description = "The folder that they are written to; it is made where there is none.",
            HelpName = "DIR",
            Required = true,
        };
        Option<string> format = new("--format") { Description = "How they are written.", DefaultValueFactory = _ => "png" };
        format.AcceptOnlyFromAmong("png", "svg");
        Command figures = new(
            "figures", "Computes and draws the figures of the pages under docs/course.") { names, folder, format };
        figures.SetAction(parsed => Draw(
            CourseFigures.Find(parsed.GetValue(names) ?? []), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(format),
            parsed.InvocationConfiguration.Output));
        return new Command("course", "What belongs to the course in docs/course.") { figures };
    }

    private static int Draw(ImmutableArray<CourseFigure> figures, string folder, string format, TextWriter output)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new GraphException($"the folder '{folder}' cannot be made: {FileFailure.Reason(failure)}", failure);
        }
        foreach (CourseFigure figure in figures)
        {
            string path = Path.Combine(folder, $"{figure.Name}.{format}");
            figure.Draw().Save(path);
            output.WriteLine(path);
        }
        return ExitCode.Success;
    }
}
