namespace Graph.Cli.Subjects;

/// <summary>All subjects of <c>graph check</c>.</summary>
public static class SubjectCatalogue
{
    /// <summary>Operators, then compositions, then layers and losses, then models.</summary>
    public static ImmutableArray<Subject> All { get; } =
        [.. OperatorSubjects.All, .. CompositionSubjects.All, .. LearningSubjects.All, .. ModelSubjects.All];

    /// <summary>The subjects with some names, all where none is given.</summary>
    /// <param name="names">Names, or beginnings of names followed by <c>*</c>; of either case, so that <c>gather</c> is the operator and
    /// the function.</param>
    /// <exception cref="UsageException">There is no such subject.</exception>
    public static ImmutableArray<Subject> Find(IReadOnlyCollection<string> names)
    {
        foreach (string name in names)
        {
            if (!All.Any(subject => Matches(subject, name)))
            {
                throw UsageException.Unknown("subject", name, [.. All.Select(subject => subject.Name)]);
            }
        }
        return names.Count == 0 ? All : [.. All.Where(subject => names.Any(name => Matches(subject, name)))];
    }

    private static bool Matches(Subject subject, string name) =>
        name.EndsWith('*')
            ? subject.Name.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase)
            : subject.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
