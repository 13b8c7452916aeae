using System.Globalization;
using System.Text;

namespace Graph.IR;

/// <summary>How names are written: plain where they are of letters, digits, <c>_</c>, <c>.</c>, <c>/</c> and <c>-</c>, else in quotes with escapes.</summary>
internal static class NameText
{
    /// <summary>Whether a name needs no quotes: of ASCII letters, digits, <c>_ . / -</c>, beginning with a letter, a digit or <c>_</c>, and not with a comment inside.</summary>
    public static bool IsPlain(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name[0] is '.' or '/' or '-' || name.IndexOf("//") >= 0)
        {
            return false;
        }
        foreach (char character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '.' or '/' or '-'))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The name as it stands in a text, in quotes if it must be.</summary>
    public static string Format(string name) => IsPlain(name) ? name : $"\"{Escape(name)}\"";

    /// <summary>The characters with escapes for quotes, backslashes, and all that does not print or does not survive an encoding.</summary>
    public static string Escape(ReadOnlySpan<char> characters)
    {
        StringBuilder text = new(characters.Length);
        for (int place = 0; place < characters.Length; place++)
        {
            char character = characters[place];
            if (place + 1 < characters.Length && char.IsSurrogatePair(character, characters[place + 1]))
            {
                text.Append(character).Append(characters[++place]);
                continue;
            }
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when Prints(character) => text.Append(character),
                _ => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }
        return text.ToString();
    }

    /// <summary>Reads one escape, from its backslash.</summary>
    /// <param name="text">The text from the backslash on.</param>
    /// <param name="character">What the escape stands for.</param>
    /// <param name="length">The length of the escape.</param>
    public static bool TryUnescape(ReadOnlySpan<char> text, out char character, out int length)
    {
        length = 2;
        (bool known, character) = text.Length < 2 ? default : text[1] switch
        {
            '"' => (true, '"'),
            '\\' => (true, '\\'),
            'n' => (true, '\n'),
            'r' => (true, '\r'),
            't' => (true, '\t'),
            _ => default,
        };
        if (known || text is not ['\\', 'u', _, _, _, _, ..])
        {
            return known;
        }
        length = 6;
        bool isHexadecimal = ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code);
        character = (char)code;
        return isHexadecimal;
    }

    private static bool Prints(char character) => character == ' ' || char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
