using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Graph.Cli;

namespace Graph.Tests.Documentation;

/// <summary>Every command of a page is run: by the CI script, which takes the long ones, or here.</summary>
[Collection(nameof(AloneCollection))]
public partial class ShellBlockTests
{
    private const string OurCommand = "dotnet run -c Release --project src/Graph.Cli -- ";

    private static readonly FrozenSet<string> runByCi = File.ReadLines(Repository.Path(".ci", "run"))
        .Where(line => !line.StartsWith('#') && line.Contains("dotnet ", StringComparison.Ordinal))
        .Select(Form)
        .ToFrozenSet(StringComparer.Ordinal);

    public static TheoryData<string, string> Commands
    {
        get
        {
            TheoryData<string, string> commands = [];
            foreach (Block block in Markdown.Blocks.Where(block => block.Language == "sh"))
            {
                foreach (string command in block.Text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')))
                {
                    commands.Add(block.ToString(), command);
                }
            }
            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void EveryCommandWorks(string place, string command)
    {
        if (runByCi.Contains(Form(command)))
        {
            return;
        }
        Assert.True(command.StartsWith(OurCommand, StringComparison.Ordinal), $"{place}: neither CI nor a test runs '{command}'");
        using StringWriter output = new();
        using StringWriter errors = new();
        int exitCode = CommandLine.Run(command[OurCommand.Length..].Split(' '), output, errors);
        Assert.True(exitCode == 0, $"{place}: '{command}' exits with {exitCode}: {errors}");
        Assert.NotEqual("", output.ToString());
    }

    // What a command does, whatever the amounts: CI may sweep over fewer cases than a page proposes, and needs no second build.
    private static string Form(string command)
    {
        string from = command[command.IndexOf("dotnet ", StringComparison.Ordinal)..].Split(" ||")[0];
        string plain = from.Replace(" --no-build", "", StringComparison.Ordinal).Replace(" -nodeReuse:false --logger trx", "", StringComparison.Ordinal);
        return Number().Replace(Epochs().Replace(plain.TrimEnd(')'), ""), "N").Trim();
    }

    [GeneratedRegex(@" --epochs \d+")]
    private static partial Regex Epochs();

    [GeneratedRegex(@"\b\d+\b")]
    private static partial Regex Number();
}
