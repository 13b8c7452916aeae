namespace Graph;

/// <summary>A gradient check that failed; the message is the whole report.</summary>
/// <param name="report">The report.</param>
public sealed class GradientCheckException(GradientCheckReport report) : Exception(report.ToString())
{
    /// <summary>The report as a value.</summary>
    public GradientCheckReport Report { get; } = report;
}
