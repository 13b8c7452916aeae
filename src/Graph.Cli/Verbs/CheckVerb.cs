using System.CommandLine;
using Graph.Cli.Subjects;

namespace Graph.Cli.Verbs;

/// <summary><c>graph check [NAME…] [--backend BACKEND] [--json] [--order 1|2]</c>.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        Argument<string[]> names = new("NAME")
        {
            Description =
                "Operators, compositions or built-in models; a name that ends in * stands for all that begin so. All of them unless given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> json = new("--json") { Description = "One line of JSON for each subject and order, and nothing else." };
        Option<int?> order = new("--order") { Description = "Only the first or only the second derivative; both unless given." };
        order.AcceptOnlyFromAmong("1", "2");
        Option<string> backend = BackendOption.Create("What runs functions and derivatives.", Backend.Reference.Name);
        Command command = new(
            "check",
            "Checks derivatives against central differences in f64, at drawn points away from kinks.") { names, backend, json, order };
        command.SetAction(parsed => Check(
            parsed.GetValue(names) ?? [], parsed.GetRequiredValue(backend), parsed.GetValue(order), parsed.GetValue(json),
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Check(string[] names, string backend, int? order, bool json, TextWriter output)
    {
        if (names.FirstOrDefault(name => name.StartsWith('-')) is { } option)
        {
            throw UsageException.Unknown("option", option, ["--backend", "--json", "--order", "--help"]);
        }
        ImmutableArray<Subject> subjects = SubjectCatalogue.Find(names);
        ImmutableArray<int> orders = order is { } only ? [only] : [1, 2];
        IEnumerable<GradientCheckReport> reports =
            Checker.Run(subjects, orders, BackendOption.Choose(backend));
        return json ? CheckPrinter.Json(reports, output) : CheckPrinter.Table(reports, output);
    }
}
