using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Graph.Cli.Verbs;
using Graph.Learning;

namespace Graph.Cli;

/// <summary>The command <c>graph</c>.</summary>
public static class CommandLine
{
    private const string Description = """
        Graph, a deep-learning compiler for .NET: trains models, checks gradients, and shows what becomes of a model.

        Exit codes: 0 done, 1 a check failed or a loss is not finite, 2 the command line asks for something that there is not,
        3 a fault of graph itself, 130 stopped by Ctrl-C.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The words of the command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where the sentence goes that says what is wrong.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        RootCommand root = new(Description) { HelpName = "graph" };
        root.Add(CheckVerb.Create());
        root.Add(CourseVerb.Create());
        root.Add(DevicesVerb.Create());
        root.Add(DumpVerb.Create());
        root.Add(EvaluateVerb.Create());
        root.Add(PredictVerb.Create());
        root.Add(ProfileVerb.Create());
        root.Add(TrainVerb.Create());
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            error.WriteLine($"graph: {Explain(parsed)}");
            return ExitCode.BadUsage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (UsageException wrong)
        {
            error.WriteLine($"graph: {wrong.Message}");
            return ExitCode.BadUsage;
        }
        catch (DivergenceException diverged)
        {
            error.WriteLine($"graph: {diverged.Sentence}");
            return ExitCode.CheckFailed;
        }
        catch (GraphException wrong)
        {
            // The sentence alone: the line that a message ends with would be one of this command's own.
            error.WriteLine($"graph: {wrong.Sentence}");
            return ExitCode.BadUsage;
        }
        catch (IOException failed) when (failed.GetType() == typeof(IOException))
        {
            // Not that nobody reads any more, as behind `graph dump … | head`: of a broken pipe the console says nothing, and the verb goes
            // on to its own exit code.
            error.WriteLine($"graph: the output cannot be written: {failed.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
            return ExitCode.Fault;
        }
        catch (Exception fault)
        {
            error.WriteLine($"graph: a fault of graph itself, {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Fault;
        }
    }

    private static string Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] path = [.. PathTo(parsed.CommandResult)];
        string place = string.Concat(string.Join(' ', path), path.Length == 0 ? "" : ": ");
        string help = $"see {string.Join(' ', ["graph", .. path])} --help";
        if (command.Subcommands.Count == 0)
        {
            return $"{place}{Explain(parsed, command)}; {help}";
        }
        string[] verbs = [.. command.Subcommands.Select(verb => verb.Name)];
        return parsed.UnmatchedTokens is [var word, ..]
            ? place + UsageException.Unknown(
                word.StartsWith('-') ? "option" : "verb", word, word.StartsWith('-') ? OptionNames(command) : verbs).Message
            : $"{place}a verb is missing, one of {string.Join(", ", verbs)}; {help}";
    }

    private static IEnumerable<string> PathTo(CommandResult command) =>
        command.Parent is CommandResult parent ? PathTo(parent).Append(command.Command.Name) : [];

    private static string Explain(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            return token.StartsWith('-')
                ? UsageException.Unknown("option", token, OptionNames(command)).Message
                : $"'{token}' is one word too many";
        }
        return parsed.Errors[0].SymbolResult switch
        {
            OptionResult { IdentifierTokenCount: > 1 } option =>
                $"{option.Option.Name} is given {(option.IdentifierTokenCount == 2 ? "twice" : "several times")}",
            OptionResult { Tokens: [var value, ..] } option when Choices(option.Option) is { Length: > 0 } choices =>
                $"{option.Option.Name} takes {string.Join(" or ", choices)}, not '{value.Value}'",
            OptionResult { Tokens: [], IdentifierTokenCount: 0 } option => $"{option.Option.Name} is missing",
            OptionResult { Tokens: [] } option => $"{option.Option.Name} lacks its value",
            ArgumentResult { Tokens: [] } argument => $"{argument.Argument.Name} is missing",
            CommandResult { Command.Arguments: [{ Arity.MinimumNumberOfValues: > 0 } argument, ..] } => $"{argument.Name} is missing",
            _ => parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.'),
        };
    }

    // In the order that help lists them in, where it was given one; else by name.
    private static string[] Choices(Option option)
    {
        string[] choices = [.. option.GetCompletions(CompletionContext.Empty).Select(choice => choice.Label)];
        return choices.Length > 0 && option.HelpName is { } ordered ? ordered.Split('|') : choices;
    }

    private static string[] OptionNames(Command command) => [.. command.Options.Select(option => option.Name)];
}
