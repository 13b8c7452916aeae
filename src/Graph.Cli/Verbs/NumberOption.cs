using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Graph.Cli.Verbs;

/// <summary>Options that take a number within bounds; another word is answered with one sentence.</summary>
internal static class NumberOption
{
    // More than any machine has processors; each is a thread of the system.
    private const int MostThreads = 1024;

    /// <summary>The option <c>--threads</c>.</summary>
    public static Option<int?> Threads() =>
        Count("--threads", "T", "How many threads; as many as the machine has processors unless given.", 1, MostThreads);

    /// <summary>An option that takes a whole number; null where it is not given.</summary>
    public static Option<int?> Count(string name, string letter, string description, int least, int most = int.MaxValue) =>
        Create(name, letter, description, least, most, NumberStyles.None);

    /// <summary>An option that takes a number; null where it is not given.</summary>
    public static Option<double?> Real(string name, string letter, string description, double least, double most) =>
        Create(name, letter, description, least, most, NumberStyles.Float);

    private static Option<T?> Create<T>(string name, string letter, string description, T least, T most, NumberStyles style)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = letter,
            CustomParser = result =>
            {
                string word = result.Tokens[0].Value;
                bool isOne = T.TryParse(word, style, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most;
                if (!isOne)
                {
                    string bounds = FormattableString.Invariant($"from {least} to {most}");
                    result.AddError($"{name} takes a number {bounds}, not '{word}'");
                }
                return isOne ? number : null;
            },
        };
}
