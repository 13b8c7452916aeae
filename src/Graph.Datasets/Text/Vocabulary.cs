using System.Text;

namespace Graph.Datasets;

/// <summary>Numbers for the characters or words of a text, from 0 in ordinal order.</summary>
public sealed class Vocabulary
{
    private readonly Dictionary<string, int> places;
    private readonly bool isOfWords;

    private Vocabulary(ImmutableArray<string> tokens, bool isOfWords)
    {
        (Tokens, this.isOfWords) = (tokens, isOfWords);
        places = new(tokens.Select((token, place) => KeyValuePair.Create(token, place)), StringComparer.Ordinal);
    }

    /// <summary>The characters or words; the number of one is its place in this list.</summary>
    public ImmutableArray<string> Tokens { get; }

    /// <summary>How many there are.</summary>
    public int Count => Tokens.Length;

    /// <summary>The distinct characters (Unicode scalar values) of a text.</summary>
    public static Vocabulary OfCharacters(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Vocabulary([.. text.EnumerateRunes().Distinct().Order().Select(rune => rune.ToString())], isOfWords: false);
    }

    /// <summary>The distinct words of a text, which stand between white space.</summary>
    public static Vocabulary OfWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Vocabulary([.. Words(text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], isOfWords: true);
    }

    /// <summary>The numbers of a text, as i32.</summary>
    /// <exception cref="DatasetException">A character or word is not in the vocabulary.</exception>
    public Tensor Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] tokens = isOfWords ? Words(text) : [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return Tensor.Generate([tokens.Length], place => places.TryGetValue(tokens[place], out int number)
            ? number
            : throw new DatasetException(
                $"the {(isOfWords ? "word" : "character")} {Quoted(tokens[place])} at place {place} is not in the vocabulary"));
    }

    /// <summary>The text of numbers; words with a space between them.</summary>
    /// <param name="numbers">An i32 of one axis.</param>
    /// <exception cref="DatasetException">It is of another type, or a number is not that of a token.</exception>
    public string Decode(Tensor numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers is not { Element: ElementType.I32, Rank: 1 })
        {
            throw new DatasetException($"numbers of tokens are i32 with one axis, not {numbers.Type}");
        }
        return string.Join(isOfWords ? " " : "", numbers.ToArray<int>().Select(Token));
    }

    private string Token(int number) => number >= 0 && number < Count
        ? Tokens[number]
        : throw new DatasetException($"there is no token {number}: there are {Count}, counted from 0");

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Quoted(string token) =>
        Rune.IsControl(Rune.GetRuneAt(token, 0)) ? FormattableString.Invariant($"U+{Rune.GetRuneAt(token, 0).Value:X4}") : $"'{token}'";
}
