using System.CommandLine;
using System.CommandLine.Parsing;
using Graph.Cli.Verbs;

namespace Graph.Cli;

/// <summary>The command <c>graph</c>.</summary>
public static class CommandLine
{
    private const string Description = """
        Graph, a deep-learning compiler for .NET: checks gradients, and shows what becomes of a model.

        Exit codes: 0 done, 1 a check failed, 2 the command line asks for something that there is not, 3 a fault of graph itself.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The words of the command line.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where the sentence goes that says what is wrong.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        RootCommand root = new(Description) { CheckVerb.Create() };
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
        catch (Exception wrong) when (wrong is UsageException or GraphException)
        {
            error.WriteLine($"graph: {wrong.Message}");
            return ExitCode.BadUsage;
        }
        catch (IOException)
        {
            // Nobody reads any more, as behind `graph dump … | head`.
            return ExitCode.Success;
        }
        catch (Exception fault)
        {
            error.WriteLine($"graph: a fault of graph itself, {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Fault;
        }
    }

    private static string Explain(ParseResult parsed)
    {
        CommandResult command = parsed.CommandResult;
        string[] verbs = [.. parsed.RootCommandResult.Command.Subcommands.Select(verb => verb.Name)];
        if (command == parsed.RootCommandResult)
        {
            return parsed.UnmatchedTokens is [var word, ..]
                ? word.StartsWith('-') ? $"there is no option '{word}'; see graph --help" : UsageException.Unknown("verb", word, verbs).Message
                : $"a verb is missing, one of {string.Join(", ", verbs)}; see graph --help";
        }
        string verb = command.Command.Name;
        if (parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } unknown)
        {
            return $"{verb}: {UsageException.Unknown("option", unknown, [.. command.Command.Options.Select(option => option.Name)]).Message}";
        }
        return $"{verb}: {parsed.Errors[0].Message.TrimEnd('.')}; see graph {verb} --help";
    }
}
