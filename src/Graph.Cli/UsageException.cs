namespace Graph.Cli;

/// <summary>The command line asks for something that there is not.</summary>
/// <param name="sentence">What, as one sentence without a full stop.</param>
public sealed class UsageException(string sentence) : Exception(sentence)
{
    /// <summary>The sentence for a name that is none of those known.</summary>
    /// <param name="kind">What is named, such as <c>model</c>.</param>
    /// <param name="name">The name given.</param>
    /// <param name="known">All names there are.</param>
    public static UsageException Unknown(string kind, string name, IReadOnlyCollection<string> known) =>
        new($"there is no {kind} '{name}'{Suggestion.For(name, known)}");
}
