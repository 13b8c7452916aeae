using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Graph.Cli.Verbs;

/// <summary>Shows reports as they come in.</summary>
public static class CheckPrinter
{
    /// <summary>
    /// One line of JSON a report: <c>name</c>, <c>order</c>, <c>points</c>, <c>maxRelativeError</c> (null where it is no number) and
    /// <c>passed</c>.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static int Json(IEnumerable<GradientCheckReport> reports, TextWriter output)
    {
        bool passed = true;
        foreach (GradientCheckReport report in reports)
        {
            output.WriteLine(Line(report));
            passed &= report.Passed;
        }
        return passed ? ExitCode.Success : ExitCode.CheckFailed;
    }

    /// <summary>One row of a table a report, then the whole of each that failed.</summary>
    /// <returns>The exit code.</returns>
    public static int Table(IEnumerable<GradientCheckReport> reports, TextWriter output)
    {
        bool isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        Table table = new Table().RoundedBorder()
            .AddColumn("subject")
            .AddColumn("order", column => column.RightAligned())
            .AddColumn("points", column => column.RightAligned())
            .AddColumn("max relative error", column => column.RightAligned())
            .AddColumn("");
        List<GradientCheckReport> failed = [];
        SortedDictionary<int, double> bounds = [];
        int count = 0;
        void AddRow(GradientCheckReport report)
        {
            count++;
            bounds[report.Order] = report.Tolerance;
            table.AddRow(
                Markup.Escape(report.Name),
                report.Order.ToString(CultureInfo.InvariantCulture),
                report.Points.ToString(CultureInfo.InvariantCulture),
                report.MaxRelativeError.ToString("0.0e+0", CultureInfo.InvariantCulture),
                report.Passed ? "passed" : "[red]FAILED[/]");
            if (!report.Passed)
            {
                failed.Add(report);
            }
        }
        // On a terminal, says where it is; a file gets the table alone.
        if (isTerminal && console.Profile.Capabilities.Interactive)
        {
            console.Status().Start("checking", status =>
            {
                foreach (GradientCheckReport report in reports)
                {
                    AddRow(report);
                    status.Status(Markup.Escape($"checked {report.Name}, order {report.Order}"));
                }
            });
        }
        else
        {
            foreach (GradientCheckReport report in reports)
            {
                AddRow(report);
            }
        }
        IEnumerable<string> passing = bounds.Select(bound => string.Create(CultureInfo.InvariantCulture, $"{bound.Value:0.##e+0} of order {bound.Key}"));
        if (count > 0)
        {
            table.Caption($"at most {string.Join(", ", passing)} passes");
        }
        console.Write(table);
        foreach (GradientCheckReport report in failed)
        {
            output.WriteLine();
            output.WriteLine(report);
        }
        output.WriteLine(FormattableString.Invariant($"{count - failed.Count} passed, {failed.Count} failed"));
        return failed.Count == 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static string Line(GradientCheckReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            json.WriteNumber("order", report.Order);
            json.WriteNumber("points", report.Points);
            // A check that did not come to an error has none: JSON has no NaN.
            if (double.IsFinite(report.MaxRelativeError))
            {
                json.WriteNumber("maxRelativeError", report.MaxRelativeError);
            }
            else
            {
                json.WriteNull("maxRelativeError");
            }
            json.WriteBoolean("passed", report.Passed);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
