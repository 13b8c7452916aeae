using System.Globalization;
using System.Text;

namespace Graph.GradientChecks;

/// <summary>A report as a person reads it.</summary>
internal static class ReportText
{
    public static string Write(GradientCheckReport report)
    {
        string what = $"gradient check of {report.Name}, order {report.Order.ToString(CultureInfo.InvariantCulture)}";
        if (report.Failure is not { } failure)
        {
            string unreached = string.Concat(
                report.Arguments.Where(argument => !argument.Reached).Select(argument => $"; '{argument.Name}' is not reached"));
            string small = string.Concat(
                report.Arguments.Where(argument => argument.TooSmall)
                .Select(argument => $"; the derivative by '{argument.Name}' is too small to tell"));
            return $"{what}: passed, relative error at most {Number(report.MaxRelativeError)}{unreached}{small}{Redrawn(report, "; ")}";
        }
        StringBuilder text = new();
        Line(text, $"{what}: failed, {failure.Sentence}");
        if (failure.Culprit is { } culprit)
        {
            string inside = string.Concat(culprit.Path.Reverse().Select(body => $", in {body}"));
            string built = culprit.Origin.Places.IsEmpty ? "" : $", built by {culprit.Origin}";
            Line(text, $"  node      {culprit.Node}{inside}{built}; by its operand '{culprit.Operand}'");
        }
        else if (failure.Verdict == GradientVerdict.WrongDerivative)
        {
            Line(text,
                "  node      none: every operator is right by itself, so the mistake lies in how their derivatives are put together");
        }
        if (failure.Argument is { } argument)
        {
            Argument(text, argument);
        }
        if (report.Redraws > 0)
        {
            Line(text, Redrawn(report, "  points    "));
        }
        string inputs = failure.Inputs is { } shapes ? $", inputs {string.Join(' ', shapes)}" : "";
        Line(text, $"  replay    seed {failure.Seed.ToString(CultureInfo.InvariantCulture)}{inputs}");
        if (failure.Culprit is { } blamed)
        {
            Line(text, "  alone");
            foreach (string line in blamed.Alone.ToString().TrimEnd('\n').Split('\n'))
            {
                Line(text, $"    {line}");
            }
        }
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A number in the invariant culture, with as many digits as help to read it.</summary>
    public static string Number(double value) => value.ToString("g6", CultureInfo.InvariantCulture);

    private static string Redrawn(GradientCheckReport report, string before) => report.Redraws switch
    {
        0 => "",
        1 => $"{before}1 point was drawn again",
        var count => string.Create(CultureInfo.InvariantCulture, $"{before}{count} points were drawn again"),
    };

    private static void Argument(StringBuilder text, GradientArgument argument)
    {
        string name = argument.Type is null ? "all arguments" : $"'{argument.Name}' {argument.Type}";
        Line(text, $"  argument  {name}{(argument.Reached ? "" : ", which the result is said not to depend on")}");
        GradientComparison worst = argument.Worst;
        string place = worst.Index is { } index ? $"element {index}" : "a random direction";
        Line(text, $"  worst     {place}: analytic {Number(worst.Analytic)}, numeric {Number(worst.Numeric)}, absolute error " +
            $"{Number(worst.Absolute)}, "
            + $"relative error {Number(worst.Relative)} > {Number(worst.Tolerance)}");
        Line(text, "  step      " + string.Join(
            "  ", argument.Sweep.Select(error => error.Step.ToString("0e-0", CultureInfo.InvariantCulture).PadRight(8))).TrimEnd());
        Line(text, "  error     " + string.Join(
            "  ", argument.Sweep.Select(error =>
                error.RelativeError.ToString("0.0e-0", CultureInfo.InvariantCulture).PadRight(8))).TrimEnd());
    }

    private static void Line(StringBuilder text, string line) => text.Append(line.TrimEnd()).Append('\n');
}
