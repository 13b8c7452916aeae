using System.Globalization;

namespace Graph.IR;

internal sealed partial class TextParser
{
    // A multiple of 4 characters of base64, and of every element size in the bytes that they stand for.
    private const int CharactersAtATime = 4 * 8 * 1024;

    /// <summary>The offset behind the computations, as far as their braces, quotes and comments tell; what is wrong with them is found later.</summary>
    private int FindLargeLiterals()
    {
        while (Cursor.IsNext("computation"))
        {
            while (!Cursor.AtEnd && !Cursor.TryTake('}'))
            {
                PassSymbols();
            }
        }
        return Cursor.Position;
    }

    /// <summary>Passes what is next, and all up to the next quote, brace or comment.</summary>
    private void PassSymbols()
    {
        bool isQuoted = text[Cursor.Position++] == '"';
        while (isQuoted && Cursor.Position < text.Length && text[Cursor.Position] is not '\n')
        {
            char next = text[Cursor.Position++];
            isQuoted = next != '"';
            Cursor.Position += next == '\\' && Cursor.Position < text.Length ? 1 : 0;
        }
        int length = text.AsSpan(Cursor.Position).IndexOfAny('}', '"', '/');
        Cursor.Position = length < 0 ? text.Length : Cursor.Position + length;
    }

    private void ReadLargeLiterals()
    {
        while (Cursor.TryTakeWord("data"))
        {
            Cursor.Take('#');
            int start = Cursor.Position - 1;
            long number = Cursor.Integer(0, long.MaxValue);
            Cursor.Take(':');
            TensorType type = TensorType();
            Cursor.Take('=');
            ReadOnlySpan<char> base64 = Cursor.Raw("base64 in quotes");
            if (!largeLiterals.TryAdd(number, FromBase64(base64, type, number, start)))
            {
                throw Cursor.Error(string.Create(CultureInfo.InvariantCulture, $"data #{number} is defined twice"), start);
            }
        }
    }

    private Literal FromBase64(ReadOnlySpan<char> base64, TensorType type, long number, int start)
    {
        long byteCount = ((long)base64.Length / 4 * 3) - (base64.EndsWith("==") ? 2 : base64.EndsWith("=") ? 1 : 0);
        if (base64.Length % 4 != 0 || byteCount != type.ByteCount)
        {
            throw Cursor.Error(
                string.Create(CultureInfo.InvariantCulture, $"data #{number} of type {type} needs {type.ByteCount} bytes, its base64 has {byteCount}"), start);
        }
        Buffer buffer = Buffer.Allocate((nint)byteCount);
        byte[] bytes = new byte[Math.Min(byteCount, CharactersAtATime / 4 * 3)];
        for (int place = 0; place < base64.Length; place += CharactersAtATime)
        {
            ReadOnlySpan<char> part = base64[place..Math.Min(place + CharactersAtATime, base64.Length)];
            long first = (long)place / 4 * 3;
            int expected = (int)Math.Min(bytes.Length, byteCount - first);
            // An escape or a blank among the characters would be passed over and leave bytes missing.
            if (!Convert.TryFromBase64Chars(part, bytes, out int length) || length != expected)
            {
                throw Cursor.Error(string.Create(CultureInfo.InvariantCulture, $"data #{number} is not base64"), start);
            }
            if (type.Element == ElementType.Bool && bytes.AsSpan(0, length).IndexOfAnyExcept((byte)0, (byte)1) >= 0)
            {
                throw Cursor.Error(string.Create(CultureInfo.InvariantCulture, $"data #{number} has bools that are neither 0 nor 1"), start);
            }
            LittleEndian.Convert(bytes.AsSpan(0, length), type.Element.ByteSize);
            buffer.CopyFrom<byte>(first, bytes.AsSpan(0, length));
        }
        return new Literal(type, buffer);
    }
}
