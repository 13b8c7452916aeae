namespace Graph.Cli.Subjects;

/// <summary>Checks subjects on all cores and gives the reports in the order of the catalogue.</summary>
public static class Checker
{
    /// <summary>Checks each subject at each order.</summary>
    /// <param name="subjects">What to check.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="backend">What runs functions and derivatives; null for the reference.</param>
    public static IEnumerable<GradientCheckReport> Run(
        ImmutableArray<Subject> subjects, ImmutableArray<int> orders, Backend? backend = null) =>
        subjects.SelectMany(subject => orders.Select(order => (subject, order)))
            .AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(pair => pair.subject.Check(pair.order, backend));
}
