using System.Buffers;
using System.Globalization;
using System.Text;

namespace Graph.IR;

/// <summary>A place in a text: takes symbols, names and numbers from it, and says of what it does not find where that is.</summary>
internal sealed class TextCursor(string text)
{
    private const int LongestExcerpt = 24;

    private static readonly SearchValues<char> nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-");

    private static readonly SearchValues<char> elementCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:+-");

    /// <summary>The offset of the next character.</summary>
    public int Position { get; set; }

    /// <summary>The next character behind space and comments, or NUL at the end.</summary>
    public char Next
    {
        get
        {
            SkipSpace();
            return Position < text.Length ? text[Position] : '\0';
        }
    }

    /// <summary>Whether only space and comments are left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return Position == text.Length;
        }
    }

    /// <summary>Passes blanks, line ends, and comments from <c>//</c> to the end of the line.</summary>
    public void SkipSpace()
    {
        while (Position < text.Length)
        {
            char next = text[Position];
            if (next is ' ' or '\t' or '\r' or '\n')
            {
                Position++;
            }
            else if (next == '/' && Position + 1 < text.Length && text[Position + 1] == '/')
            {
                int end = text.IndexOf('\n', Position);
                Position = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Takes a symbol if it is next.</summary>
    public bool TryTake(char symbol)
    {
        if (Next != symbol || Position == text.Length)
        {
            return false;
        }
        Position++;
        return true;
    }

    /// <summary>Takes a symbol.</summary>
    /// <exception cref="ParseException">Something else is next.</exception>
    public void Take(char symbol)
    {
        if (!TryTake(symbol))
        {
            throw Expected($"'{symbol}'");
        }
    }

    /// <summary>Takes a symbol of several characters.</summary>
    /// <exception cref="ParseException">Something else is next.</exception>
    public void Take(string symbol)
    {
        SkipSpace();
        if (!text.AsSpan(Position).StartsWith(symbol, StringComparison.Ordinal))
        {
            throw Expected($"'{symbol}'");
        }
        Position += symbol.Length;
    }

    /// <summary>Whether a word is next, and no longer word.</summary>
    public bool IsNext(string word)
    {
        SkipSpace();
        return Peek(nameCharacters).SequenceEqual(word);
    }

    /// <summary>Takes a word if it is next, and no longer word.</summary>
    public bool TryTakeWord(string word)
    {
        if (!IsNext(word))
        {
            return false;
        }
        Position += word.Length;
        return true;
    }

    /// <summary>Takes a word.</summary>
    /// <exception cref="ParseException">Something else is next.</exception>
    public void TakeWord(string word)
    {
        if (!TryTakeWord(word))
        {
            throw Expected($"'{word}'");
        }
    }

    /// <summary>Takes a word that may be an element of a literal, which may be empty.</summary>
    public ReadOnlySpan<char> Element()
    {
        SkipSpace();
        ReadOnlySpan<char> word = Peek(elementCharacters);
        Position += word.Length;
        return word;
    }

    /// <summary>Takes a run of name characters.</summary>
    /// <exception cref="ParseException">There is none.</exception>
    public ReadOnlySpan<char> Word(string what)
    {
        SkipSpace();
        ReadOnlySpan<char> word = Peek(nameCharacters);
        if (word.IsEmpty)
        {
            throw Expected(what);
        }
        Position += word.Length;
        return word;
    }

    /// <summary>Takes a name, plain or in quotes, and gives it without quotes and escapes. Valid until the next call.</summary>
    /// <param name="what">What is named, such as <c>the name of a result</c>.</param>
    /// <exception cref="ParseException">There is no name, or its quotes or escapes are broken.</exception>
    public ReadOnlySpan<char> Name(string what)
    {
        if (Position < text.Length && text[Position] == '"')
        {
            return Quoted();
        }
        ReadOnlySpan<char> word = Peek(nameCharacters);
        if (!NameText.IsPlain(word))
        {
            throw Expected(what);
        }
        Position += word.Length;
        return word;
    }

    /// <summary>Takes what stands between two quotes, as it is written, and the quotes.</summary>
    /// <exception cref="ParseException">A quote is missing.</exception>
    public ReadOnlySpan<char> Raw(string what)
    {
        if (!TryTake('"'))
        {
            throw Expected(what);
        }
        int start = Position;
        int length = text.AsSpan(start).IndexOfAny('"', '\n');
        if (length < 0 || text[start + length] == '\n')
        {
            throw Error("the quote has no end on this line", start - 1);
        }
        Position = start + length + 1;
        return text.AsSpan(start, length);
    }

    /// <summary>Takes a whole number.</summary>
    /// <exception cref="ParseException">There is none, or it lies outside of the range.</exception>
    public long Integer(long least, long most)
    {
        SkipSpace();
        ReadOnlySpan<char> word = Peek(nameCharacters);
        if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            throw Expected("an integer");
        }
        if (value < least || value > most)
        {
            throw Error(string.Create(CultureInfo.InvariantCulture, $"{value} is not between {least} and {most}"));
        }
        Position += word.Length;
        return value;
    }

    /// <summary>The exception that says what should be next and what is.</summary>
    public ParseException Expected(string what)
    {
        SkipSpace();
        return Error($"expected {what}, found {Excerpt()}");
    }

    /// <summary>The exception that says what is wrong here, or at another offset.</summary>
    public ParseException Error(string sentence, int? at = null, Exception? inner = null)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, at ?? Position);
        int line = before.Count('\n') + 1;
        int column = before.Length - before.LastIndexOf('\n');
        return new ParseException(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {sentence}"), inner);
    }

    /// <summary>The run of such characters that is next, which may be empty; a comment ends it.</summary>
    private ReadOnlySpan<char> Peek(SearchValues<char> characters)
    {
        ReadOnlySpan<char> rest = text.AsSpan(Position);
        int length = rest.IndexOfAnyExcept(characters);
        ReadOnlySpan<char> word = length < 0 ? rest : rest[..length];
        int comment = word.IndexOf("//");
        return comment < 0 ? word : word[..comment];
    }

    private string Excerpt()
    {
        if (Position == text.Length)
        {
            return "the end of the text";
        }
        ReadOnlySpan<char> word = Peek(nameCharacters);
        if (word.IsEmpty)
        {
            return text[Position] == '\'' ? "\"'\"" : $"'{NameText.Escape(text.AsSpan(Position, 1))}'";
        }
        return word.Length <= LongestExcerpt ? $"'{word}'" : $"'{word[..LongestExcerpt]}…'";
    }

    private string Quoted()
    {
        int start = Position++;
        StringBuilder name = new();
        while (Position < text.Length && text[Position] is not '"' and not '\n')
        {
            if (text[Position] != '\\')
            {
                name.Append(text[Position++]);
            }
            else if (NameText.TryUnescape(text.AsSpan(Position), out char character, out int length))
            {
                name.Append(character);
                Position += length;
            }
            else
            {
                throw Error("the escape is none of \\\", \\\\, \\n, \\r, \\t and \\u with four hexadecimal digits");
            }
        }
        if (Position == text.Length || text[Position] == '\n')
        {
            throw Error("the quote has no end on this line", start);
        }
        Position++;
        return name.ToString();
    }
}
